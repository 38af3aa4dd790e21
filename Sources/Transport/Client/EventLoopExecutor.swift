public import NIOCore

/// Runs tasks on an event loop, so that a request sent from one on its client's own loop changes
/// no thread on its way.
public final class EventLoopExecutor: TaskExecutor {
    /// Where the tasks run.
    public let loop: any EventLoop

    /// Makes an executor of a loop, which must outlive the tasks.
    public init(_ loop: any EventLoop) {
        self.loop = loop
    }

    /// Runs a part of a task on the loop.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
