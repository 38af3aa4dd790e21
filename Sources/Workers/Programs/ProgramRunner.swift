internal import Glibc
internal import Synchronization

/// Runs local programs for steps.
///
/// A program that runs holds one thread of its own, so that none of the cooperative pool is ever
/// blocked, and four descriptors. Cancelling whoever waits changes nothing: a program that was
/// started may have had its effect, so that its end is always waited for, and handed back.
///
/// A program does not end with the engine. If the engine is killed, its outcome is unknown, and the
/// step is settled after the restart as any other whose outcome is unknown.
package final class ProgramRunner: Sendable {
    private struct Turn: Sendable {
        let program: ProgramCall
        let continuation: CheckedContinuation<ProgramEnd, Never>
    }

    private struct State {
        var threads = 0
        var waiting: [Turn] = []
    }

    private let limit: Int
    private let state = Mutex(State())

    /// Starts nothing yet.
    ///
    /// - Parameter limit: programs that run at once, at least 1; more wait for their turn, in
    ///   order, and the time that they have is counted from their start.
    package init(limit: Int = 128) {
        precondition(limit > 0, "no program could ever run")
        self.limit = limit
    }

    /// Runs a program to its end, or until its time is up and it has been ended.
    ///
    /// It gets what the call says and nothing else of the engine's, but for the folder that it
    /// starts in: a session of its own, no open descriptors but the three standard streams, and all
    /// signals as they are by default.
    package func run(_ program: ProgramCall) async -> ProgramEnd {
        await withCheckedContinuation { continuation in
            enter(Turn(program: program, continuation: continuation))
        }
    }

    private func enter(_ turn: Turn) {
        let mayStart = state.withLock { state in
            guard state.threads < limit else {
                state.waiting.append(turn)
                return false
            }
            state.threads += 1
            return true
        }
        var turn = mayStart ? turn : nil
        while let current = turn {
            let code = OwnThread.start { self.work(from: current) }
            guard code != 0 else { return }
            let reason = SystemError(code, "no thread for the program")
            current.continuation.resume(returning: .notStarted("\(reason)"))
            turn = next()
        }
    }

    /// On a thread of its own: this turn, and the next as long as some are waiting.
    private func work(from first: Turn) {
        var turn: Turn? = first
        while let current = turn {
            ProgramRun.perform(current.program) { current.continuation.resume(returning: $0) }
            turn = next()
        }
    }

    private func next() -> Turn? {
        state.withLock { state in
            if !state.waiting.isEmpty { return state.waiting.removeFirst() }
            state.threads -= 1
            return nil
        }
    }
}
