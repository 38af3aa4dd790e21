/// Counts calls and failures over the last moments, exact to the millisecond.
struct SlidingWindow: Sendable {
    struct Counts: Hashable, Sendable {
        var calls = 0
        var failures = 0
    }

    private struct Slot {
        let millisecond: Int64
        var counts: Counts
    }

    private let length: Int64
    private let origin: ContinuousClock.Instant
    /// One a millisecond in which something happened, so at most the window's length.
    private var slots: [Slot] = []
    /// The first slot that counts; those before it are gone.
    private var head = 0
    private var total = Counts()

    /// An empty window.
    ///
    /// - Parameter origin: any moment not after the first call.
    init(length: Duration, origin: ContinuousClock.Instant) {
        self.length = max(1, Int64(length / .milliseconds(1)))
        self.origin = origin
    }

    /// Counts a call; times must not go back.
    mutating func record(failed: Bool, at now: ContinuousClock.Instant) {
        let counts = Counts(calls: 1, failures: failed ? 1 : 0)
        let millisecond = milliseconds(now)
        total.calls += counts.calls
        total.failures += counts.failures
        if let last = slots.last, last.millisecond == millisecond {
            slots[slots.count - 1].counts.calls += counts.calls
            slots[slots.count - 1].counts.failures += counts.failures
        } else {
            slots.append(Slot(millisecond: millisecond, counts: counts))
        }
    }

    /// What happened in the window that ends now.
    mutating func counts(at now: ContinuousClock.Instant) -> Counts {
        let oldest = milliseconds(now) - length
        while head < slots.count, slots[head].millisecond <= oldest {
            total.calls -= slots[head].counts.calls
            total.failures -= slots[head].counts.failures
            head += 1
        }
        if head > 64, head * 2 > slots.count {
            slots.removeFirst(head)
            head = 0
        }
        return total
    }

    private func milliseconds(_ instant: ContinuousClock.Instant) -> Int64 {
        let (seconds, attoseconds) = (instant - origin).components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }
}
