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
    /// Where the limit of all calls begins, and below which it never goes, unless less is allowed:
    /// what is learned from quick calls must not hold up slow ones, nor one node that hangs the
    /// others.
    static let start = 16
    /// Below which the limit of one node or pool never goes, unless less is allowed.
    static let least = 4
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
        /// At how many of these ends others waited.
        var wanted = 0

        mutating func add(underWay: Int, isWanted: Bool) {
            calls += 1
            self.underWay += underWay
            if isWanted { wanted += 1 }
        }

        /// Whether it was a limit, this or another, that kept more from being under way.
        func isFull(_ limit: Int) -> Bool {
            underWay * 10 >= calls * limit * 9 || wanted * 10 >= calls * 9
        }
    }

    private let minimum: Int
    private let maximum: Int
    /// From the minimum to the maximum.
    private(set) var allowed: Int
    /// What a window has shown.
    private struct Lesson {
        /// Calls that were allowed, and that were under way, at once.
        var limit: Int
        var underWay: Double
        /// Calls a millisecond.
        var rate: Double
    }

    /// Of the limit to come back to.
    private var kept: Lesson?
    private var direction = Direction.up
    /// By how much a trial differs: at first a lot, to be there soon.
    private var factor = 2.0
    private var failures = 0
    private var resting = 0
    private var window: Window

    private init(_ minimum: Int, _ maximum: Int, beginning: Int) {
        precondition(maximum > 0, "nothing would ever be done")
        self.minimum = min(minimum, maximum)
        self.maximum = maximum
        allowed = beginning
        window = Window(stale: 0)
    }

    /// For all calls: begins low, since it is many that would have to wait for one another.
    static func all(maximum: Int) -> KneeLimit {
        KneeLimit(start, maximum, beginning: min(start, maximum))
    }

    /// For those to one node or of one pool, which is trusted until it is known better.
    static func part(maximum: Int) -> KneeLimit {
        KneeLimit(least, maximum, beginning: maximum)
    }

    /// Notes that a call has ended.
    ///
    /// - Parameters:
    ///   - underWay: how many there were, with this one.
    ///   - isWanted: whether others wait, be it this limit that holds them back or another.
    mutating func ended(underWay: Int, isWanted: Bool = false, at now: Timestamp) {
        if window.stale > 0 {
            window.stale -= 1
            return
        }
        guard let start = window.start, start <= now else {
            window = Window(stale: 0, start: now)
            return
        }
        window.add(underWay: underWay, isWanted: isWanted)
        let length = now - start
        guard length >= Self.shortest, window.calls >= 2 * allowed else { return }
        let ended = window
        window = Window(stale: 0, start: now)
        guard ended.isFull(allowed) else { return }
        learn(
            Lesson(
                limit: allowed, underWay: Double(ended.underWay) / Double(ended.calls),
                rate: Double(ended.calls) / Double(length.rawValue)))
    }

    private mutating func learn(_ lesson: Lesson) {
        guard let kept, kept.limit != allowed else {
            kept = lesson
            if resting > 0 { resting -= 1 } else { tryAnother(than: lesson) }
            return
        }
        let isHigher = allowed > kept.limit
        let (low, high) = isHigher ? (kept, lesson) : (lesson, kept)
        let rise = max(0, high.underWay / low.underWay - 1)
        if (high.rate >= low.rate * (1 + Self.worth * rise)) == isHigher {
            self.kept = lesson
            failures = 0
            tryAnother(than: lesson)
        } else {
            change(to: kept.limit)
            fail()
        }
    }

    private mutating func tryAnother(than lesson: Lesson) {
        let other =
            switch direction {
            case .up: min(maximum, Int((Double(allowed) * factor).rounded(.up)))
            case .down: max(minimum, Int(min(Double(allowed), lesson.underWay) / factor))
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
