internal import Steps

/// One thread with a clock of its own: whatever is asynchronous runs here, in virtual time.
///
/// Jobs that are ready run one after the other, in an order drawn from the seed: one seed is one
/// interleaving. Time passes when nothing is ready any more.
final class SimulatedTime: TaskExecutor, @unchecked Sendable {
    // Touched by the thread that runs the simulation alone.

    /// Since the beginning.
    private(set) var now = Milliseconds(rawValue: 0)
    private var ready: [UnownedJob] = []
    private var events = EventQueue()
    private var generator: SeededGenerator

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    /// See `TaskExecutor`.
    func enqueue(_ job: consuming ExecutorJob) {
        ready.append(UnownedJob(job))
    }

    /// Does something after a pause, unless it is cancelled before.
    @discardableResult
    func after(_ pause: Milliseconds, _ body: @escaping () -> Void) -> EventQueue.Number {
        events.add(at: now + max(0, pause), body)
    }

    func cancel(_ number: EventQueue.Number) {
        events.cancel(number)
    }

    /// Starts something asynchronous.
    func spawn(_ body: @escaping @Sendable () async -> Void) {
        Task(executorPreference: self) { await body() }
    }

    /// Runs one of the jobs that are ready.
    ///
    /// - Returns: whether there was one.
    func runJob() -> Bool {
        guard !ready.isEmpty else { return false }
        let index = ready.count == 1 ? 0 : Int(generator.next() % UInt64(ready.count))
        let job = ready[index]
        ready[index] = ready[ready.count - 1]
        ready.removeLast()
        job.runSynchronously(on: asUnownedTaskExecutor())
        return true
    }

    /// Lets time pass to the next event, and does it.
    ///
    /// - Returns: whether there was one.
    func runEvent() -> Bool {
        guard let event = events.pop() else { return false }
        now = max(now, event.moment)
        event.body()
        return true
    }
}
