public import NIOCore
internal import NIOPosix
internal import Synchronization

/// Runs tasks on an event loop, so that they reach the connections on it without a hop.
///
/// Tasks on it must not block: nothing is read or written meanwhile.
public final class EventLoopExecutor: TaskExecutor {
    /// Where the tasks run.
    public let loop: any EventLoop
    /// The thread that was started for this, if one was.
    private let ownThread: MultiThreadedEventLoopGroup?
    /// Parts of tasks that are to be run.
    private let waiting = Mutex<[UnownedJob]>([])

    /// Runs tasks on an event loop that somebody else starts and ends.
    public init(_ loop: any EventLoop) {
        self.loop = loop
        ownThread = nil
    }

    private init(_ ownThread: MultiThreadedEventLoopGroup) {
        loop = ownThread.next()
        self.ownThread = ownThread
    }

    /// Starts a thread with an event loop of its own; ``shutdown()`` ends it.
    public static func start() -> EventLoopExecutor {
        EventLoopExecutor(MultiThreadedEventLoopGroup(numberOfThreads: 1))
    }

    /// Ends the thread that ``start()`` started; tasks that still run on it never go on.
    ///
    /// Must be called from a task that runs elsewhere.
    public func shutdown() async throws {
        try await ownThread?.shutdownGracefully()
    }

    /// Runs a part of a task as soon as the loop comes to it.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isFirst = waiting.withLock { waiting in
            waiting.append(job)
            return waiting.count == 1
        }
        // One turn of the loop runs all that gathers until then.
        if isFirst { loop.execute { self.runWaiting() } }
    }

    private func runWaiting() {
        let jobs = waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        let executor = asUnownedTaskExecutor()
        for job in jobs { job.runSynchronously(on: executor) }
    }
}
