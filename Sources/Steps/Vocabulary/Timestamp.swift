public import struct Foundation.Date

/// A moment as UTC milliseconds since 1970, the only form of time that is written down.
///
/// Monotonic instants mean nothing after a restart, so timers and entries carry this.
public struct Timestamp: RawRepresentable, Hashable, Sendable, Codable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    public let rawValue: Int64

    /// Wraps a number of milliseconds since 1970.
    public init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    /// This moment as Foundation's type, for display.
    public var date: Date {
        Date(timeIntervalSince1970: Double(rawValue) / 1_000)
    }

    /// The moment a span after another.
    public static func + (moment: Timestamp, span: Milliseconds) -> Timestamp {
        let (sum, overflow) = moment.rawValue.addingReportingOverflow(span.rawValue)
        return Timestamp(rawValue: overflow ? .max : sum)
    }

    /// The span between two moments; negative when the second is later.
    public static func - (later: Timestamp, earlier: Timestamp) -> Milliseconds {
        Milliseconds(rawValue: later.rawValue - earlier.rawValue)
    }
}

extension Timestamp: Comparable {
    /// Orders moments in time.
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.rawValue < right.rawValue
    }
}

extension Timestamp: CustomStringConvertible {
    /// The moment in ISO 8601 with milliseconds, in UTC.
    ///
    /// Written by hand: Foundation's formatter goes through floating point, and loses a millisecond
    /// now and then.
    public var description: String {
        let day: Int64 = 86_400_000
        let days = rawValue / day - (rawValue % day < 0 ? 1 : 0)
        let rest = (rawValue % day + day) % day
        let (year, month, dayOfMonth) = Self.civil(fromDays: days)
        let date = [Self.padded(year, 4), Self.padded(month, 2), Self.padded(dayOfMonth, 2)]
        let time = [
            Self.padded(rest / 3_600_000, 2), Self.padded(rest / 60_000 % 60, 2),
            Self.padded(rest / 1_000 % 60, 2),
        ]
        return date.joined(separator: "-") + "T" + time.joined(separator: ":") + "."
            + Self.padded(rest % 1_000, 3) + "Z"
    }

    /// The date of a day counted from 1970, in the Gregorian calendar.
    ///
    /// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
    private static func civil(
        fromDays days: Int64
    ) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let ofEra = shifted - era * 146_097
        let yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * ofYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, ofYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(abs(number))
        let zeros = String(repeating: "0", count: max(0, width - digits.count))
        return (number < 0 ? "-" : "") + zeros + digits
    }
}
