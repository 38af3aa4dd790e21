internal import Steps

/// How many calls at once are worth it, found while they are made: hill climbing towards the knee,
/// beyond which more of them only wait for one another.
///
/// The limit is changed and what it brings is measured, a window at a time. More at once has to
/// bring a fair part of what it would bring if nothing were in the way; else it adds little but to
/// how long each takes. (Kleinrock: "Power and deterministic rules of thumb for probabilistic
/// problems in computer communications", 1979; Hellerstein and others: "Optimizing concurrency
/// levels in the .NET ThreadPool", 2008.)
struct KneeLimit {
    /// Where it begins, and below which it never goes, unless less is allowed: what is learned from
    /// quick calls must not hold up slow ones, nor one node that hangs the others.
    static let start = 16
    /// What part of a rise has to come back as more calls a second.
    private static let worth = 0.2
    /// The least that a window takes: what is shorter says more of chance than of the limit.
    private static let shortest = Milliseconds(rawValue: 200)
    /// Windows without a trial after trials in both directions brought nothing.
    private static let rest = 20

    private enum Direction {
        case up
        case down
    }

    private struct Window {
        /// Calls to let pass that began under another limit.
        var stale: Int
        var start: Timestamp?
        var calls = 0
        /// How many were under way when each of them ended, in sum.
        var underWay = 0

        mutating func add(underWay: Int) {
            calls += 1
            self.underWay += underWay
        }

        /// Whether it was the limit that kept more from being under way.
        func isFull(_ limit: Int) -> Bool { underWay * 10 >= calls * limit * 9 }
    }

    let maximum: Int
    /// From ``minimum`` to ``maximum``.
    private(set) var allowed: Int
    /// The limit to come back to, with its calls a millisecond.
    private var kept: (limit: Int, rate: Double)?
    private var direction = Direction.up
    /// By how much a trial differs: at first a lot, to be there soon.
    private var factor = 2.0
    private var failures = 0
    private var resting = 0
    private var window: Window

    init(maximum: Int) {
        precondition(maximum > 0, "nothing would ever be done")
        self.maximum = maximum
        allowed = min(Self.start, maximum)
        window = Window(stale: 0)
    }

    private var minimum: Int { min(Self.start, maximum) }

    /// Notes that a call has ended.
    ///
    /// - Parameter underWay: how many there were, with this one.
    mutating func ended(underWay: Int, at now: Timestamp) {
        if window.stale > 0 {
            window.stale -= 1
            return
        }
        guard let start = window.start, start <= now else {
            window = Window(stale: 0, start: now)
            return
        }
        guard underWay > 1 else {
            // What comes after a silence is measured by itself.
            window = Window(stale: 0)
            return
        }
        window.add(underWay: underWay)
        let length = now - start
        guard length >= Self.shortest, window.calls >= 2 * allowed else { return }
        let ended = window
        window = Window(stale: 0, start: now)
        guard ended.isFull(allowed) else { return }
        learn(Double(ended.calls) / Double(length.rawValue))
    }

    private mutating func learn(_ rate: Double) {
        guard let kept, kept.limit != allowed else {
            kept = (allowed, rate)
            if resting > 0 { resting -= 1 } else { tryAnother() }
            return
        }
        let isHigher = allowed > kept.limit
        let (low, high) = isHigher ? (kept.rate, rate) : (rate, kept.rate)
        let rise = Double(max(allowed, kept.limit)) / Double(min(allowed, kept.limit)) - 1
        if (high >= low * (1 + Self.worth * rise)) == isHigher {
            self.kept = (allowed, rate)
            failures = 0
            tryAnother()
        } else {
            change(to: kept.limit)
            fail()
        }
    }

    private mutating func tryAnother() {
        let other =
            switch direction {
            case .up: min(maximum, Int((Double(allowed) * factor).rounded(.up)))
            case .down: max(minimum, Int(Double(allowed) / factor))
            }
        if other == allowed { fail() } else { change(to: other) }
    }

    private mutating func fail() {
        direction = direction == .up ? .down : .up
        factor = 1.5
        failures += 1
        guard failures == 2 else { return }
        failures = 0
        resting = Self.rest
    }

    private mutating func change(to limit: Int) {
        window = Window(stale: max(allowed, limit))
        allowed = limit
    }
}
