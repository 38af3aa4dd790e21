import Foundation
import Steps

/// Finds the moments of an expression the slow way: every minute is looked at.
///
/// Shares nothing with the search that it checks but the zone's offsets.
struct CronScan {
    private let cron: RandomCron
    private let zone: TimeZone
    private let calendar: Calendar
    private var knownDay = Int.min
    private var isKnownDayIn = false

    init(_ cron: RandomCron, in zone: TimeZone) {
        self.cron = cron
        self.zone = zone
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        self.calendar = calendar
    }

    /// All moments from one minute to before another, both in minutes since 1970.
    mutating func moments(from start: Int, to end: Int) -> [Timestamp] {
        let isEveryHour = cron.hours.count == 24
        // What was on the clocks before decides what is a repetition.
        var latest = local(start - 2_880) - 1
        var found: [Timestamp] = []
        for minute in start - 2_880..<end {
            let local = local(minute)
            let comes: Bool
            if isEveryHour {
                comes = fits(local)
            } else if local > latest {
                comes = (latest + 1...local).contains { fits($0) }
            } else {
                comes = false
            }
            latest = max(latest, local)
            if comes, minute >= start { found.append(Timestamp(rawValue: Int64(minute) * 60_000)) }
        }
        return found
    }

    /// All moments of some days of UTC; days that do not fit are not looked at minute by minute.
    mutating func moments(ofDays days: Range<Int>) -> [Timestamp] {
        var found: [Timestamp] = []
        for day in days where isDayIn(day) {
            for minute in 0..<1_440 where fits(day * 1_440 + minute) {
                found.append(Timestamp(rawValue: Int64(day * 1_440 + minute) * 60_000))
            }
        }
        return found
    }

    private func local(_ minute: Int) -> Int {
        let moment = Date(timeIntervalSince1970: Double(minute) * 60)
        return minute + zone.secondsFromGMT(for: moment) / 60
    }

    private mutating func fits(_ local: Int) -> Bool {
        cron.minutes.contains(local % 60) && cron.hours.contains(local / 60 % 24)
            && isDayIn(local / 1_440)
    }

    private mutating func isDayIn(_ day: Int) -> Bool {
        if day == knownDay { return isKnownDayIn }
        let date = Date(timeIntervalSince1970: Double(day) * 86_400)
        let parts = calendar.dateComponents([.month, .day, .weekday], from: date)
        let isDate = cron.days.contains(parts.day ?? 0)
        let isWeekday = cron.weekdays.contains((parts.weekday ?? 0) - 1)
        let isDay = cron.isEitherDayEnough ? isDate || isWeekday : isDate && isWeekday
        knownDay = day
        isKnownDayIn = isDay && cron.months.contains(parts.month ?? 0)
        return isKnownDayIn
    }
}
