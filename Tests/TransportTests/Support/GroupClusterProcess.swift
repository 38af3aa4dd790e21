import Foundation
import NIOHTTP1
import Synchronization
import TestProcesses
import Testing

/// A process of `groupcluster`, with the test controls, that can be killed, stopped and restarted.
///
/// Processes that are given the same folder keep their groups in one file there: they are replicas.
final class GroupClusterProcess: Sendable {
    private struct State {
        var firstPort = 0
        var command: RunningCommand?
        /// Whether it is this test that ended the process.
        var isKilled = false
    }

    /// The nodes' names, in order.
    let nodes: [String]
    private let directory: String
    private let arguments: [String]
    private let state = Mutex(State())

    init(directory: String, nodes: Int, arguments: [String]) {
        self.nodes = (1...nodes).map { "node" + ($0 < 10 ? "0" : "") + "\($0)" }
        self.directory = directory
        self.arguments = arguments
    }

    /// The port of a node's endpoint here.
    func port(of node: String = "node01") -> Int {
        guard let index = nodes.firstIndex(of: node) else { preconditionFailure("no \(node)") }
        return state.withLock { $0.firstPort } + index
    }

    /// The base URL of a node's endpoint here.
    func url(of node: String = "node01") -> String {
        "http://127.0.0.1:\(port(of: node))"
    }

    // MARK: Life

    /// Starts on ports that are free.
    func start() async throws {
        for attempt in 1... {
            let port = LoopbackPort.take(nodes.count)
            state.withLock { $0.firstPort = port }
            do {
                try await launch()
                break
            } catch let error as DidNotStart
                where error.result.errors.contains("in use") && attempt < LoopbackPort.attempts
            {
                continue
            }
        }
    }

    /// Ends it with SIGKILL, and waits until it is gone.
    func kill() async {
        let command = state.withLock { state in
            state.isKilled = true
            return state.command
        }
        await command?.destroy()
    }

    /// Starts it again, on the same ports, after ``kill()``.
    func restart() async throws {
        await kill()
        try await launch()
    }

    /// Stops it with SIGSTOP: it accepts connections and answers nothing.
    ///
    /// It is caught outside of its transactions. Inside of one it would keep the replicas out of
    /// the file that they share, which real replicas have no equal of.
    func stop() async throws {
        guard let command = state.withLock({ $0.command }) else { throw NotRunning() }
        repeat {
            guard command.signal(SIGCONT), command.signal(SIGSTOP) else { throw NotRunning() }
            try await eventually("the process is stopped") { Self.hasStopped(command.pid) }
        } while try DatabaseLock.isHeld(by: command.pid, database: database)
    }

    /// Lets it go on with SIGCONT, also with the requests that came meanwhile.
    func resume() {
        state.withLock { $0.command }?.signal(SIGCONT)
    }

    /// Ends it with the test; it must not have ended by itself before.
    func end() async {
        let (command, isKilled) = state.withLock { ($0.command, $0.isKilled) }
        guard let command, !isKilled else { return }
        let wasRunning = command.isRunning
        let result = await command.destroy()
        if !wasRunning { Issue.record("a replica ended by itself: \(result)") }
    }

    // MARK: What it is told and asked

    /// Changes how a node behaves at this process: `{"hang": true}`.
    func control(_ change: String, node: String = "node01") async throws {
        let answer = try await Exchange.send(.POST, url(of: node) + "/_control", body: change)
        guard answer.status == 200 else { throw Refused(answer: answer) }
    }

    /// Creates a group and returns the status.
    func create(_ group: String, node: String = "node01") async throws -> Int {
        try await Exchange.send(
            .POST, url(of: node) + "/v1/group", body: #"{"groupId":"\#(group)"}"#
        ).status
    }

    /// The requests that the node received, at all replicas.
    func ledger(of node: String = "node01") async throws -> [LedgerRow] {
        let answer = try await Exchange.send(.GET, url(of: node) + "/_ledger")
        return try JSONDecoder().decode([LedgerRow].self, from: Data(answer.body.utf8))
    }

    /// Starts the program on its ports and waits until it serves.
    private func launch() async throws {
        let port = state.withLock { $0.firstPort }
        let command = try RunningCommand(
            try Binary.groupcluster.path,
            [
                "--nodes", "\(nodes.count)", "--port", "\(port)", "--database", database,
                "--control", "--seed", "1",
            ] + arguments, environment: ["PATH": "/usr/bin:/bin"], directory: directory,
            deadline: .seconds(600))
        state.withLock { state in
            state.command = command
            state.isKilled = false
        }
        try await eventually("groupcluster is ready") {
            guard command.isRunning else {
                await kill()
                throw await DidNotStart(result: command.result())
            }
            return command.output.contains("\n")
        }
    }

    private var database: String { directory + "/groups.db" }

    private static func hasStopped(_ pid: pid_t) -> Bool {
        var information = siginfo_t()
        waitid(P_PID, id_t(pid), &information, WSTOPPED | WNOHANG)
        return information.si_signo == SIGCHLD
    }

    /// The process ended instead of serving.
    struct DidNotStart: Error {
        let result: CommandResult
    }

    /// There is no process to be stopped.
    struct NotRunning: Error {}

    /// A node did not take a change.
    struct Refused: Error {
        let answer: Exchange.Answer
    }
}
