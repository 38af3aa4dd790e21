package import Foundation
import Synchronization

/// A process under way: its output is collected, and it never outlives its deadline.
///
/// All that blocks runs on threads of its own, never on the cooperative pool.
package final class RunningCommand: Sendable {
    private struct State {
        var output: [UInt8] = []
        var errors: [UInt8] = []
        var openStreams = 2
        var ending: CommandResult.Ending?
        var wasTooSlow = false
        var waiters: [CheckedContinuation<Void, Never>] = []

        var isOver: Bool { ending != nil && openStreams == 0 }
    }

    /// All that run now, by process.
    private static let living = Mutex<Set<pid_t>>([])

    package let pid: pid_t
    private let command: String
    /// The other end of a standard input that says nothing more, and does not end either.
    private let heldInput: Int32?
    private let state = Mutex(State())

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - input: what it reads from standard input; nothing if `nil`.
    ///   - holdsInput: whether its standard input stays open after that.
    ///   - deadline: when it is killed.
    package init(
        _ path: String, _ arguments: [String], environment: [String: String],
        directory: String, input: [UInt8]? = nil, holdsInput: Bool = false, deadline: Duration
    ) throws {
        let started = try Spawn.start(
            path, arguments, environment: environment, directory: directory,
            hasInput: input != nil)
        pid = started.pid
        let pid = pid
        Self.living.withLock { _ = $0.insert(pid) }
        command = ([path] + arguments).joined(separator: " ")
        heldInput = holdsInput ? started.input : nil
        collect(started.output) { $0.output += $1 }
        collect(started.errors) { $0.errors += $1 }
        if let descriptor = started.input, let input {
            Self.feed(input, to: descriptor, closes: !holdsInput)
        }
        Thread.detachNewThread { self.reap() }
        let seconds = Double(deadline.components.seconds)
        DispatchQueue.global().asyncAfter(deadline: .now() + seconds) { [weak self] in
            guard let self, self.signal(SIGKILL) else { return }
            state.withLock { $0.wasTooSlow = true }
        }
    }

    /// Ends everything at once, where the process that has started it is about to end.
    package static func destroyAll() {
        living.withLock { pids in
            for pid in pids { kill(-pid, SIGKILL) }
        }
    }

    /// What it has printed so far.
    package var output: String {
        state.withLock { String(decoding: $0.output, as: UTF8.self) }
    }

    /// What it has complained of so far.
    package var errors: String {
        state.withLock { String(decoding: $0.errors, as: UTF8.self) }
    }

    package var isRunning: Bool {
        state.withLock { $0.ending == nil }
    }

    /// Sends a signal to the process, and to no other one that got its number later.
    ///
    /// - Returns: whether it was still there.
    @discardableResult
    package func signal(_ number: Int32) -> Bool {
        state.withLock { state in
            guard state.ending == nil else { return false }
            return kill(pid, number) == 0
        }
    }

    /// Waits for its end.
    package func result() async -> CommandResult {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if !state.isOver { state.waiters.append(continuation) }
                return state.isOver
            }
            if isOver { continuation.resume() }
        }
        return state.withLock { state in
            guard let ending = state.ending else { preconditionFailure("resumed too early") }
            return CommandResult(
                command: command, ending: ending,
                output: String(decoding: state.output, as: UTF8.self),
                errors: String(decoding: state.errors, as: UTF8.self),
                wasTooSlow: state.wasTooSlow)
        }
    }

    /// Kills the process if it still runs, and waits for its end.
    @discardableResult
    package func destroy() async -> CommandResult {
        signal(SIGKILL)
        return await result()
    }

    private func collect(
        _ descriptor: Int32, _ add: @escaping @Sendable (inout State, ArraySlice<UInt8>) -> Void
    ) {
        Thread.detachNewThread {
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            while true {
                let count = read(descriptor, &buffer, buffer.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { break }
                self.state.withLock { add(&$0, buffer[..<count]) }
            }
            close(descriptor)
            self.change { $0.openStreams -= 1 }
        }
    }

    private static func feed(_ input: [UInt8], to descriptor: Int32, closes: Bool) {
        Thread.detachNewThread {
            var rest = input[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { break }
                rest = rest.dropFirst(count)
            }
            if closes { close(descriptor) }
        }
    }

    /// Waits for the end, and takes the process off the table under the lock, so that its number
    /// cannot be given to another one while a signal is on its way.
    private func reap() {
        defer { if let heldInput { close(heldInput) } }
        var information = siginfo_t()
        while waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        change { state in
            // What it started itself, and left behind: a backtracer would hold the pipes open.
            kill(-pid, SIGKILL)
            var status: Int32 = 0
            Self.living.withLock { pids in
                waitpid(pid, &status, 0)
                pids.remove(pid)
            }
            let signal = status & 0x7f
            state.ending =
                signal == 0 ? .exited(status >> 8 & 0xff) : .killed(signal: signal)
        }
    }

    private func change(_ body: (inout State) -> Void) {
        let waiters = state.withLock { state in
            body(&state)
            guard state.isOver else { return [CheckedContinuation<Void, Never>]() }
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}
