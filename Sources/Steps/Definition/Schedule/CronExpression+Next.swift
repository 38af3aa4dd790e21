public import struct Foundation.TimeZone

extension CronExpression {
    /// The first moment after another at which the expression comes, in a time zone.
    ///
    /// Where clocks are changed, the rule is that of Debian's cron (cron(8), "Notes"), with the
    /// exact moment where cron says "soon after the change":
    ///
    /// - An expression with hours of its own (`30 2 * * *`) comes once for a local time. A time
    ///   that the clocks leave out comes at the first moment after the gap, and several that are
    ///   left out come there together, once. A time that the clocks repeat comes the first time.
    /// - An expression for every hour (`*/10 * * * *`, `@hourly`) follows the clock on the wall:
    ///   it comes in both copies of a repeated hour, and not for times that are left out. So runs
    ///   stay equally far apart in real time where clocks are moved by a whole hour.
    ///
    /// Cron goes by the spelling, a `*` in the hour or in the minute; this goes by the hours that
    /// are meant: `0-23` is every hour, and `* 2 * * *` and `0 */2 * * *` have hours of their own.
    ///
    /// The work is one step a change of the clocks and one a month that could fit. What a zone's
    /// rules are, Foundation knows; they change with the toolchain's time zone data.
    /// - Returns: `nil` if there is none before the year 10000. There is none before 1970 either.
    public func next(after moment: Timestamp, in zone: TimeZone) -> Timestamp? {
        guard moment.rawValue < Self.yearTenThousand * 1_000 else { return nil }
        let from = moment.rawValue < 0 ? 0 : Int(moment.rawValue / 1_000) + 1
        let clock = ZoneClock(zone)
        guard let found = firstMoment(from: from, on: clock), found < Self.yearTenThousand else {
            return nil
        }
        return Timestamp(rawValue: Int64(found) * 1_000)
    }

    private static let yearTenThousand = 253_402_300_800
    private static let secondsPerYear = 31_556_952

    /// Walks over the spans in which the zone's offset stays the same.
    private func firstMoment(from: Int, on clock: ZoneClock) -> Int? {
        let limit = from + (Self.rarest + 1) * Self.secondsPerYear
        var start = from
        // Local times before this one have come, or have been left out.
        var settled = clock.localTimes(before: from)
        while start < limit {
            let offset = clock.offset(at: start)
            let end = clock.change(after: start) ?? limit
            let begin = start + offset
            if isEveryHour {
                settled = begin
            } else if settled < begin, let missed = firstLocal(from: settled), missed < begin {
                return start
            }
            guard let local = firstLocal(from: max(begin, settled)) else { return nil }
            if local < end + offset { return local - offset }
            settled = max(settled, end + offset)
            start = end
        }
        return nil
    }
}
