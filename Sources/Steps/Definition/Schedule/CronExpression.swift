/// When something recurs, in the five fields of cron: `30 4 * * mon-fri`.
///
/// The fields are minute, hour, day-of-month, month and day-of-week. Each is `*`, a number, a range
/// (`9-17`), either with a step (`*/5`, `10-40/10`), or a list of these; months and days of the
/// week may be given by name, and Sunday is 0 and 7. In place of the fields may stand `@hourly`,
/// `@daily`, `@midnight`, `@weekly`, `@monthly`, `@yearly` or `@annually`.
///
/// As in Vixie's cron, a day has to fit both day-of-month and day-of-week if one of them begins
/// with `*`; if neither does, it is enough that it fits one.
public struct CronExpression: Hashable, Sendable {
    /// The text as it was written.
    public let source: String
    let minutes: CronValues
    let hours: CronValues
    let days: CronValues
    let months: CronValues
    let weekdays: CronValues
    /// Whether a day that fits one of the two day fields is enough.
    let isEitherDayEnough: Bool

    /// Reads an expression.
    ///
    /// - Throws: ``ScheduleError`` for what cannot be read, and for what would never come, such as
    ///   February 30.
    public init(_ source: String) throws(ScheduleError) {
        self.source = source
        let fields = try Self.fields(of: source)
        minutes = try CronField.minute.values(fields[0])
        hours = try CronField.hour.values(fields[1])
        days = try CronField.dayOfMonth.values(fields[2])
        months = try CronField.month.values(fields[3])
        weekdays = try CronField.dayOfWeek.values(fields[4])
        isEitherDayEnough = !fields[2].hasPrefix("*") && !fields[4].hasPrefix("*")
        guard isEitherDayEnough || hasDay else {
            throw ScheduleError(
                "'\(source)' never comes: no month '\(fields[3])' has a day '\(fields[2])'")
        }
    }

    /// Whether every hour of a day is allowed, so that the expression follows the clock as it is.
    var isEveryHour: Bool { hours.count == 24 }

    /// A leap year has them all; and a day of the year falls on each weekday in some year.
    private var hasDay: Bool {
        (1...12).contains { month in
            months.contains(month)
                && days.next(from: 1).map { $0 <= CalendarMonth.longest(month) } == true
        }
    }

    private static let nicknames: KeyValuePairs = [
        "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *",
        "@weekly": "0 0 * * 0", "@monthly": "0 0 1 * *", "@yearly": "0 0 1 1 *",
        "@annually": "0 0 1 1 *",
    ]

    /// More than anybody needs, and little enough to stand in a message.
    private static let longest = 200

    private static func fields(of source: String) throws(ScheduleError) -> [Substring] {
        guard source.utf8.count <= longest else {
            throw ScheduleError("a cron expression has at most \(longest) characters")
        }
        var fields = source.split { $0 == " " || $0 == "\t" }
        if let first = fields.first, first.hasPrefix("@"), fields.count == 1 {
            guard let meaning = nicknames.first(where: { $0.key == first.lowercased() }) else {
                let known = nicknames.map(\.key).joined(separator: ", ")
                throw ScheduleError("'\(first)' is not known; known are \(known)")
            }
            fields = meaning.value.split(separator: " ")
        }
        guard fields.count == CronField.allCases.count else {
            let names = CronField.allCases.map(\.rawValue).joined(separator: " ")
            throw ScheduleError(
                "'\(source)' has \(fields.count) fields; a cron expression has five: \(names)")
        }
        return fields
    }
}

extension CronExpression: CustomStringConvertible {
    /// The text as it was written.
    public var description: String { source }
}

extension CronExpression: Codable {
    /// Reads the source text.
    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the source text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(source)
    }
}
