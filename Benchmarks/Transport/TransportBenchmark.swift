import Dispatch
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import Transport

/// What failing over costs, and what it costs to be ready for it.
@main
struct TransportBenchmark {
    static func main() async throws {
        if CommandLine.arguments.contains(Self.serve) { return try await serveUntilInputEnds() }
        print("choosing an endpoint among 3:       \(try choosing()) ns")
        print("a request, 64 in flight:            \(try await requests()) µs of CPU, both ends")
        for (name, loss) in [("refused connection", Loss.stops), ("hang", .hangs)] {
            let times = try await repeated(5) { try await failover(loss) }
            print("failover, \(name), 1 s interval:".padding(36) + " \(times) ms")
        }
        print("idle, 100 endpoints, 5 s interval:  \(try await idle()) % of a core")
    }

    private static let silent = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }

    enum Loss {
        case stops, hangs
    }

    /// The average time of a choice, in nanoseconds.
    private static func choosing() throws -> Int {
        var settings = TransportSettings()
        settings.healthChecks.checks = []
        let start = ContinuousClock.now
        var state = try FailoverState(
            endpoints: (1...3).map { Endpoint(url: "http://node\($0)", weight: Double($0)) },
            settings: settings, at: start)
        let count = 10_000_000
        var last: EndpointID?
        for _ in 0..<count {
            if case .endpoint(let id) = state.choose(at: start) { last = id }
        }
        precondition(last != nil, "an endpoint is healthy")
        return Int((ContinuousClock.now - start) / .nanoseconds(count))
    }

    /// Microseconds of CPU a request, client and server together.
    private static func requests() async throws -> Double {
        let server = try await PongServer()
        var settings = TransportSettings()
        settings.healthChecks.checks = []
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let client = try FailoverClient(
            endpoints: [Endpoint(url: server.url)], settings: settings, loop: loop)
        let each = 2_000
        let before = cpuSeconds()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<64 {
                group.addTask(executorPreference: EventLoopExecutor(loop)) {
                    for _ in 0..<each { _ = try await client.send(Request(.GET, "/x")) }
                }
            }
            try await group.waitForAll()
        }
        let used = cpuSeconds() - before
        await client.close()
        await server.stop()
        return (used / Double(64 * each) * 1e7).rounded() / 10
    }

    /// Milliseconds from the loss of the active endpoint to the first reply of the next one, with 8
    /// workers that send all the time.
    private static func failover(_ loss: Loss) async throws -> Int {
        let first = try await PongServer()
        let second = try await PongServer()
        var settings = TransportSettings()
        settings.healthChecks.interval = .seconds(1)
        settings.healthChecks.timeout = .milliseconds(400)
        settings.healthChecks.spacing = .milliseconds(100)
        let client = try FailoverClient(
            endpoints: [Endpoint(url: first.url, weight: 2), Endpoint(url: second.url)],
            settings: settings, logger: silent)
        let time = try await withThrowingTaskGroup(of: Int?.self) { group in
            group.addTask {
                await client.run()
                return nil
            }
            _ = try await client.send(Request(.GET, "/x"))
            try await Task.sleep(for: .milliseconds(Int.random(in: 100...1100)))
            let start = ContinuousClock.now
            if loss == .stops { await first.stop() } else { first.hang() }
            for _ in 0..<8 {
                group.addTask {
                    while true {
                        let reply = try? await client.send(
                            Request(.GET, "/x", timeout: .seconds(5)))
                        guard reply?.endpoint == second.url else { continue }
                        return Int((ContinuousClock.now - start) / .milliseconds(1))
                    }
                }
            }
            var slowest = 0
            for _ in 0..<8 { slowest = max(slowest, (try await group.next() ?? nil) ?? 0) }
            await client.close()
            return slowest
        }
        await first.stop()
        await second.stop()
        return time
    }

    private static let serve = "--serve"

    /// Serves 100 endpoints in a process of its own, whose time is not the client's.
    private static func serveUntilInputEnds() async throws {
        var servers: [PongServer] = []
        for _ in 0..<100 { servers.append(try await PongServer()) }
        FileHandle.standardOutput.write(
            Data((servers.map(\.url).joined(separator: " ") + "\n").utf8))
        while readLine() != nil {}
    }

    /// The share of a core that an idle client of 100 endpoints takes.
    private static func idle() async throws -> Double {
        let servers = Process()
        let (input, output) = (Pipe(), Pipe())
        servers.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        servers.arguments = [serve]
        servers.standardInput = input
        servers.standardOutput = output
        try servers.run()
        let urls = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
            .split(whereSeparator: \.isWhitespace).map(String.init)
        let client = try FailoverClient(
            endpoints: urls.map { Endpoint(url: $0) }, logger: silent)
        let share = try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await client.run() }
            _ = try await client.send(Request(.GET, "/x"))
            try await Task.sleep(for: .seconds(5))
            let before = cpuSeconds()
            try await Task.sleep(for: .seconds(20))
            let share = (cpuSeconds() - before) / 20 * 100
            await client.close()
            return share
        }
        try input.fileHandleForWriting.close()
        return (share * 100).rounded() / 100
    }

    private static func repeated(
        _ times: Int, _ body: () async throws -> Int
    ) async throws -> String {
        var results: [Int] = []
        for _ in 0..<times { results.append(try await body()) }
        return results.sorted().map(String.init).joined(separator: " ")
    }

    private static func cpuSeconds() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        func seconds(_ time: timeval) -> Double {
            Double(time.tv_sec) + Double(time.tv_usec) / 1e6
        }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }
}

extension String {
    fileprivate func padding(_ width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
