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
    public var description: String {
        date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}
