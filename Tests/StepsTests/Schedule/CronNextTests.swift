import Foundation
import Testing

@testable import Steps

struct CronNextTests {
    /// An expression, and the moments at which it comes one after another.
    struct Course: Sendable, CustomTestStringConvertible {
        let source: String
        let zone: String
        let after: String
        let moments: [String]

        init(_ source: String, _ zone: String, after: String, _ moments: String...) {
            self.source = source
            self.zone = zone
            self.after = after
            self.moments = moments
        }

        var testDescription: String { "\(source) in \(zone) after \(after)" }
    }

    static let calendar = [
        Course(
            "0 0 * * *", "UTC", after: "2026-12-30T00:00:00Z", "2026-12-31T00:00:00Z",
            "2027-01-01T00:00:00Z"),
        Course(
            "59 23 31 * *", "UTC", after: "2026-01-31T23:58:59Z", "2026-01-31T23:59:00Z",
            "2026-03-31T23:59:00Z", "2026-05-31T23:59:00Z"),
        Course(
            "0 12 29 feb *", "UTC", after: "2096-02-29T12:00:00Z", "2104-02-29T12:00:00Z",
            "2108-02-29T12:00:00Z"),
        Course(
            "0 0 28-31 2 *", "UTC", after: "2027-03-01T00:00:00Z", "2028-02-28T00:00:00Z",
            "2028-02-29T00:00:00Z", "2029-02-28T00:00:00Z"),
        // Either day: the 13th, and Fridays.
        Course(
            "0 0 13 * fri", "UTC", after: "2026-11-06T00:00:00Z", "2026-11-13T00:00:00Z",
            "2026-11-20T00:00:00Z", "2026-11-27T00:00:00Z", "2026-12-04T00:00:00Z",
            "2026-12-11T00:00:00Z", "2026-12-13T00:00:00Z"),
        // Both days: odd dates that are Mondays.
        Course(
            "0 0 */2 * mon", "UTC", after: "2026-11-01T00:00:00Z", "2026-11-09T00:00:00Z",
            "2026-11-23T00:00:00Z", "2026-12-07T00:00:00Z"),
        // The rarest: February 29 as a Sunday, around a year that is no leap year.
        Course("0 0 29 2 */7", "UTC", after: "2088-03-01T00:00:00Z", "2128-02-29T00:00:00Z"),
        Course("0 0 1 1 *", "UTC", after: "9998-12-31T00:00:00Z", "9999-01-01T00:00:00Z"),
        Course("* * * * *", "UTC", after: "1969-01-01T00:00:00Z", "1970-01-01T00:00:00Z"),
        Course(
            "0 20 * * *", "America/New_York", after: "1969-12-01T00:00:00Z",
            "1970-01-01T01:00:00Z"),
        Course(
            "45 5 * * *", "Asia/Kathmandu", after: "2026-01-01T00:00:00Z",
            "2026-01-02T00:00:00Z"),
    ]

    static let clocksForward = [
        // Left out: comes when the clocks are moved, once.
        Course(
            "30 2 * * *", "Europe/Berlin", after: "2026-03-28T01:00:00Z",
            "2026-03-28T02:30:00+01:00", "2026-03-29T03:00:00+02:00", "2026-03-30T02:30:00+02:00"),
        Course(
            "0,10,50 2,3 29 3 *", "Europe/Berlin", after: "2026-03-29T00:59:59Z",
            "2026-03-29T03:00:00+02:00", "2026-03-29T03:10:00+02:00"),
        Course(
            "*/30 2 * * *", "Europe/Berlin", after: "2026-03-29T01:00:00Z",
            "2026-03-30T02:00:00+02:00"),
        Course(
            "15 2 8 3 *", "America/New_York", after: "2026-01-01T00:00:00Z",
            "2026-03-08T03:00:00-04:00", "2027-03-08T02:15:00-05:00"),
        Course(
            "0,20,30 2 * * *", "Australia/Lord_Howe", after: "2026-10-03T12:00:00Z",
            "2026-10-04T02:30:00+11:00", "2026-10-05T02:00:00+11:00"),
        // Every hour: follows the clock on the wall.
        Course(
            "30 * * * *", "Europe/Berlin", after: "2026-03-29T01:00:00+01:00",
            "2026-03-29T01:30:00+01:00", "2026-03-29T03:30:00+02:00"),
        Course(
            "*/20 * * * *", "Europe/Berlin", after: "2026-03-29T01:20:00+01:00",
            "2026-03-29T01:40:00+01:00", "2026-03-29T03:00:00+02:00"),
        Course(
            "15,45 * * * *", "Australia/Lord_Howe", after: "2026-10-04T01:40:00+10:30",
            "2026-10-04T01:45:00+10:30", "2026-10-04T02:45:00+11:00"),
        // A whole day left out.
        Course(
            "0 9 30 12 *", "Pacific/Apia", after: "2011-12-30T09:59:59Z",
            "2011-12-31T00:00:00+14:00", "2012-12-30T09:00:00+14:00"),
        // Midnight left out.
        Course(
            "0 0 * * *", "America/Santiago", after: "2026-09-05T12:00:00Z",
            "2026-09-06T01:00:00-03:00", "2026-09-07T00:00:00-03:00"),
    ]

    static let clocksBack = [
        // Repeated: comes the first time.
        Course(
            "30 2 * * *", "Europe/Berlin", after: "2026-10-24T12:00:00Z",
            "2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00"),
        Course(
            "0,30 2,3 25 10 *", "Europe/Berlin", after: "2026-10-25T00:00:00Z",
            "2026-10-25T02:30:00+02:00", "2026-10-25T03:00:00+01:00", "2026-10-25T03:30:00+01:00"),
        Course(
            "30 2 * * *", "Europe/Berlin", after: "2026-10-25T02:15:00+01:00",
            "2026-10-26T02:30:00+01:00"),
        Course(
            "30 1 * * *", "America/New_York", after: "2026-11-01T00:00:00Z",
            "2026-11-01T01:30:00-04:00", "2026-11-02T01:30:00-05:00"),
        Course(
            "45 1 * * *", "Australia/Lord_Howe", after: "2026-04-04T12:00:00Z",
            "2026-04-05T01:45:00+11:00", "2026-04-06T01:45:00+10:30"),
        // Every hour: comes both times.
        Course(
            "30 * * * *", "Europe/Berlin", after: "2026-10-25T01:30:00+02:00",
            "2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00", "2026-10-25T03:30:00+01:00"),
        Course(
            "*/30 * * * *", "America/New_York", after: "2026-11-01T01:00:00-04:00",
            "2026-11-01T01:30:00-04:00", "2026-11-01T01:00:00-05:00", "2026-11-01T01:30:00-05:00",
            "2026-11-01T02:00:00-05:00"),
        Course(
            "45 * * * *", "Australia/Lord_Howe", after: "2026-04-05T01:00:00+11:00",
            "2026-04-05T01:45:00+11:00", "2026-04-05T01:45:00+10:30", "2026-04-05T02:45:00+10:30"),
        // The second copy is found from within the first, though the first is past.
        Course(
            "10 * 25 10 *", "Europe/Berlin", after: "2026-10-25T02:40:00+02:00",
            "2026-10-25T02:10:00+01:00"),
    ]

    @Test(arguments: calendar + clocksForward + clocksBack)
    func comesAtTheRightMoments(course: Course) throws {
        let expression = try CronExpression(course.source)
        let zone = try #require(TimeZone(identifier: course.zone))
        var moment = try Timestamp(course.after)
        for expected in course.moments {
            let next = try #require(expression.next(after: moment, in: zone))
            #expect(next == (try Timestamp(expected)), "\(next) is not \(expected)")
            moment = next
        }
    }

    @Test func isStrictlyAfterToTheMillisecond() throws {
        let expression = try CronExpression("0 0 * * *")
        let day: Int64 = 86_400_000
        for (after, next) in [(day - 1, day), (day, 2 * day), (day + 1, 2 * day), (-1, 0)] {
            #expect(
                expression.next(after: Timestamp(rawValue: after), in: .gmt)
                    == Timestamp(rawValue: next))
        }
    }

    @Test(arguments: ["* * * * *", "0 0 29 2 *"])
    func extremesHaveAnAnswer(source: String) throws {
        let expression = try CronExpression(source)
        let least = expression.next(after: Timestamp(rawValue: .min), in: .gmt)
        #expect(try #require(least) >= Timestamp(rawValue: 0))
        #expect(expression.next(after: Timestamp(rawValue: .max), in: .gmt) == nil)
        #expect(expression.next(after: try Timestamp("9999-12-31T23:59:00Z"), in: .gmt) == nil)
    }
}
