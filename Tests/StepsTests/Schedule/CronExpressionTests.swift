import Foundation
import Testing

@testable import Steps

struct CronExpressionTests {
    @Test(arguments: [
        ("*/15 * * * *", "0,15,30,45 * * * *"),
        ("10-40/10 * * * *", "10,20,30,40 * * * *"),
        ("5-59/20 * * * *", "5,25,45 * * * *"),
        ("*/60 */24 * * *", "0 0 * * *"),
        ("1,3,10-12 * * * *", "1,3,10,11,12 * * * *"),
        ("0 0 1 jan,Jul *", "0 0 1 1,7 *"),
        ("0 0 1 NOV-DEC *", "0 0 1 11,12 *"),
        ("0 0 1 */5 *", "0 0 1 1,6,11 *"),
        ("0 0 * * 7", "0 0 * * 0"),
        ("0 0 * * sun", "0 0 * * 0"),
        ("0 0 * * Mon-FRI", "0 0 * * 1,2,3,4,5"),
        ("0 0 * * fri-sun", "0 0 * * 0,5,6"),
        ("0 0 * * 5-7", "0 0 * * 0,5,6"),
        ("0 0 * * 0-7", "0 0 * * *"),
        ("0 0 * * */2", "0 0 * * 0,2,4,6"),
        (" 05\t04  * * * ", "5 4 * * *"),
        ("0 0-23 * * *", "0 * * * *"),
        ("@hourly", "0 * * * *"),
        ("@daily", "0 0 * * *"),
        ("@Midnight", "0 0 * * *"),
        ("@weekly", "0 0 * * 0"),
        ("@monthly", "0 0 1 * *"),
        ("@yearly", "0 0 1 1 *"),
        ("@annually", "0 0 1 1 *"),
    ])
    func theSameIsMeant(source: String, plain: String) throws {
        let read = try CronExpression(source)
        let expected = try CronExpression(plain)
        #expect(read.minutes == expected.minutes)
        #expect(read.hours == expected.hours)
        #expect(read.days == expected.days)
        #expect(read.months == expected.months)
        #expect(read.weekdays == expected.weekdays)
        #expect(read.isEveryHour == expected.isEveryHour)
    }

    @Test(arguments: [
        ("", "has 0 fields"),
        ("* * * *", "has 4 fields; a cron expression has five: minute hour"),
        ("0 * * * * *", "has 6 fields"),
        ("@reboot", "'@reboot' is not known; known are @hourly, @daily"),
        ("@hourly *", "has 2 fields"),
        ("60 * * * *", "'60' in minute is not a number from 0 to 59"),
        ("* 24 * * *", "'24' in hour is not a number from 0 to 23"),
        ("* * 0 * *", "'0' in day-of-month is not a number from 1 to 31"),
        ("* * 32 * *", "'32' in day-of-month"),
        ("* * * 0 *", "a number from 1 to 12 or a name from jan to dec"),
        ("* * * 13 *", "'13' in month"),
        ("* * * january *", "'january' in month"),
        ("* * * * 8", "'8' in day-of-week is not a number from 0 to 7 or a name from sun to sat"),
        ("mon * * * *", "'mon' in minute"),
        ("-5 * * * *", "'' in minute"),
        ("+5 * * * *", "'+5' in minute"),
        ("005 * * * *", "'005' in minute"),
        ("1.5 * * * *", "'1.5' in minute"),
        ("\u{661} * * * *", "in minute"),
        ("1,,2 * * * *", "empty place beside a comma"),
        ("1, * * * *", "empty place beside a comma"),
        ("5/10 * * * *", "has a step but no range; write 5-59/10"),
        ("*/0 * * * *", "the step of '*/0' in minute is not a number from 1 to 60"),
        ("*/90 * * * *", "the step of '*/90'"),
        ("*/ * * * *", "the step of '*/'"),
        ("1-5/2/2 * * * *", "the step of '1-5/2/2'"),
        ("1-2-3 * * * *", "'2-3' in minute"),
        ("** * * * *", "'**' in minute"),
        ("0 22-2 * * *", "'22-2' in hour runs backwards; write 22-23,0-2"),
        ("0 0 * * sat-mon", "runs backwards; write 6-6,0-1"),
        ("0 0 * nov-feb *", "runs backwards; write 11-12,1-2"),
        ("0 0 L * *", "'L' in day-of-month"),
        ("0 0 ? * 1", "'?' in day-of-month"),
        ("0 0 30 2 *", "never comes: no month '2' has a day '30'"),
        ("0 0 31 2,4,6,9,11 *", "never comes"),
        ("0 0 31 feb */2", "never comes"),
    ])
    func otherTextIsRefused(source: String, message: String) {
        let error = #expect(throws: ScheduleError.self) { try CronExpression(source) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test(arguments: ["0 0 29 2 *", "0 0 30 2 1", "0 0 31 1,2 *", "0 0 29 2 */7"])
    func rareButPossibleIsTaken(source: String) throws {
        _ = try CronExpression(source)
    }

    @Test func longTextIsRefused() {
        #expect(throws: ScheduleError.self) {
            try CronExpression(String(repeating: "1,", count: 100) + "1 * * * *")
        }
    }

    @Test func itIsItsTextInJSON() throws {
        let expression = try CronExpression("*/5 4  * * MON")
        let json = try JSONEncoder().encode([expression])
        #expect(String(decoding: json, as: UTF8.self) == #"["*\/5 4  * * MON"]"#)
        #expect(try JSONDecoder().decode([CronExpression].self, from: json) == [expression])
        #expect(throws: ScheduleError.self) {
            try JSONDecoder().decode([CronExpression].self, from: Data(#"["* * *"]"#.utf8))
        }
    }
}
