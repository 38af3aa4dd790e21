internal import Dispatch
internal import Foundation

/// Who lets blocking work go on, round by round: a thread of its own, or a simulation.
public protocol WorkLoop: Sendable {
    /// Begins: runs a round now, and one after each time it is rung, until a round says it was the
    /// last.
    ///
    /// Rounds never overlap, and never run within ``ring()``.
    ///
    /// - Parameter round: does all that waits; `false` when nothing will come any more.
    func start(_ round: @escaping @Sendable () -> Bool)
    /// There is work; never blocks.
    func ring()
    /// Blocks until the last round is over: never on the cooperative pool.
    func join()
}

/// A thread for rounds of work that block, which must not run on the cooperative pool.
public struct ThreadLoop: WorkLoop {
    private let thread: DedicatedThread
    private let bell = DispatchSemaphore(value: 0)
    private let pace: Double

    /// A thread that is not started yet.
    ///
    /// - Parameter pace: while there is always more to do, a round begins no sooner than so many
    ///   seconds after the last one, so that more is done in one. What comes after a silence is
    ///   done at once.
    public init(name: String, pace: Double = 0) {
        thread = DedicatedThread(name: name)
        self.pace = pace
    }

    /// See `WorkLoop`.
    public func start(_ round: @escaping @Sendable () -> Bool) {
        thread.start { [bell, pace] in
            while round() {
                let end = ContinuousClock.now
                bell.wait()
                guard pace > 0 else { continue }
                let left = .seconds(pace) - (ContinuousClock.now - end)
                if left > .zero { Thread.sleep(forTimeInterval: left / .seconds(1)) }
                // One round serves all who have rung by now.
                while bell.wait(timeout: .now()) == .success {}
            }
        }
    }

    /// See `WorkLoop`.
    public func ring() {
        bell.signal()
    }

    /// See `WorkLoop`; a thread that was never started is over.
    public func join() {
        thread.join()
    }
}
