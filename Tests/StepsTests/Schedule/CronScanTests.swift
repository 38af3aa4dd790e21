import Foundation
import Testing

@testable import Steps

struct CronScanTests {
    private static func moments(
        of expression: CronExpression, in zone: TimeZone, from start: Int, to end: Int
    ) -> [Timestamp] {
        var found: [Timestamp] = []
        var moment = Timestamp(rawValue: Int64(start) * 60_000 - 1)
        while let next = expression.next(after: moment, in: zone),
            next.rawValue < Int64(end) * 60_000
        {
            found.append(next)
            moment = next
        }
        return found
    }

    /// An expression that is refused can never come, which the scan then has to confirm.
    private static func expression(_ cron: RandomCron) -> CronExpression? {
        try? CronExpression(cron.source)
    }

    @Test(arguments: 1...60 as ClosedRange<UInt64>)
    func agreesWithAScanOfYears(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        for _ in 0..<3 {
            let cron = RandomCron(using: &random)
            let first = Int.random(in: 0..<40_000, using: &random)
            let days = first..<first + (cron.days.count > 3 ? 200 : 2_000)
            var scan = CronScan(cron, in: .gmt)
            let expected = scan.moments(ofDays: days)
            let found = Self.expression(cron).map {
                Self.moments(
                    of: $0, in: .gmt, from: days.lowerBound * 1_440, to: days.upperBound * 1_440)
            }
            #expect(found ?? [] == expected, "\(cron.source)")
        }
    }

    /// Zones, and days on which their clocks were moved.
    static let changes = [
        ("Europe/Berlin", "2026-03-29"), ("Europe/Berlin", "2026-10-25"),
        ("America/New_York", "2026-03-08"), ("America/New_York", "2026-11-01"),
        ("Australia/Lord_Howe", "2026-04-05"), ("Australia/Lord_Howe", "2026-10-04"),
        ("Pacific/Apia", "2011-12-30"), ("Pacific/Kwajalein", "1993-08-21"),
        ("America/Caracas", "2016-05-01"), ("Africa/Casablanca", "2026-02-15"),
        ("America/Santiago", "2026-09-06"), ("Asia/Kathmandu", "1986-01-01"),
        ("Antarctica/Troll", "2026-03-29"), ("Europe/Istanbul", "2016-09-07"),
    ]

    /// Asked from before the change, from the middle of it, and from after it.
    @Test(arguments: changes, 1...12 as ClosedRange<UInt64>)
    func agreesWithAScanOverChangesOfTheClocks(change: (String, String), seed: UInt64) throws {
        let zone = try #require(TimeZone(identifier: change.0))
        let day = try Timestamp(change.1 + "T00:00:00Z")
        let start = Int(day.rawValue / 60_000) - 1_440
        var random = SplitMix(seed: seed)
        for _ in 0..<4 {
            let cron = RandomCron(onAnyDay: Bool.random(using: &random), using: &random)
            var scan = CronScan(cron, in: zone)
            let expected = scan.moments(from: start, to: start + 4_320)
            guard let expression = Self.expression(cron) else {
                #expect(expected.isEmpty, "\(cron.source)")
                continue
            }
            for _ in 0..<100 {
                let moment = Timestamp(
                    rawValue: day.rawValue
                        + Int64.random(in: -86_400_001..<172_800_000, using: &random))
                let next = expression.next(after: moment, in: zone)
                let found = next.map { $0.rawValue < Int64(start + 4_320) * 60_000 } == true
                #expect(
                    (found ? next : nil) == expected.first { moment < $0 },
                    "\(cron.source) after \(moment)")
            }
        }
    }

    /// The rarest expression there is has to come within the time that a search looks ahead.
    @Test func aLeapDayOnASundayAlwaysComes() throws {
        let expression = try CronExpression("0 0 29 2 */7")
        for year in 0..<400 {
            let after = Timestamp(rawValue: Int64(year) * 31_556_952_000)
            let next = try #require(expression.next(after: after, in: .gmt))
            #expect(next.rawValue / 86_400_000 % 7 == 3)
        }
    }
}
