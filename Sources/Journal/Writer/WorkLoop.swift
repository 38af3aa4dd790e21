internal import Dispatch

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

    /// A thread that is not started yet.
    public init(name: String) {
        thread = DedicatedThread(name: name)
    }

    /// See `WorkLoop`.
    public func start(_ round: @escaping @Sendable () -> Bool) {
        thread.start { [bell] in
            while round() { bell.wait() }
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
