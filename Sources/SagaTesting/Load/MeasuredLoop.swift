internal import Journal
internal import Synchronization

/// A work loop that adds up the processor time of its rounds.
final class MeasuredLoop: WorkLoop {
    private let base: any WorkLoop
    private let sum = Mutex(0.0)

    init(_ base: any WorkLoop) {
        self.base = base
    }

    /// What all rounds have used so far, in seconds.
    var seconds: Double { sum.withLock { $0 } }

    func start(_ round: @escaping @Sendable () -> Bool) {
        base.start { [self] in
            let before = ProcessorTime.secondsOfThread
            defer {
                let used = ProcessorTime.secondsOfThread - before
                sum.withLock { $0 += used }
            }
            return round()
        }
    }

    func ring() { base.ring() }

    func join() { base.join() }
}
