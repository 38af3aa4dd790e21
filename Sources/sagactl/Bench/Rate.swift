/// How often something was done one after the other.
struct Rate {
    let count: Int
    let seconds: Double

    var perSecond: Double { Double(count) / seconds }
    var milliseconds: Double { seconds * 1_000 / Double(count) }

    /// Does something again and again for a time, and once at least.
    static func measured(
        for time: Duration, _ body: (_ number: Int) throws -> Void
    ) rethrows -> Rate {
        let start = ContinuousClock.now
        var count = 0
        repeat {
            try body(count)
            count += 1
        } while ContinuousClock.now - start < time
        return Rate(count: count, seconds: (ContinuousClock.now - start) / .seconds(1))
    }
}
