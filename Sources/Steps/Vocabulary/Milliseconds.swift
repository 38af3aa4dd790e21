/// A span of time in whole milliseconds: the unit of every timeout, backoff and lifetime.
///
/// Integers make decisions repeatable and entries compact; `Duration` is used only at the edges.
public struct Milliseconds: RawRepresentable, Hashable, Sendable, Codable {
    /// The number of milliseconds.
    public let rawValue: Int64

    /// Wraps a number of milliseconds.
    public init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    /// A span of whole seconds.
    public static func seconds(_ seconds: Int64) -> Milliseconds {
        Milliseconds(rawValue: seconds * 1_000)
    }

    /// The same span for the standard library's clocks.
    public var duration: Duration {
        .milliseconds(rawValue)
    }
}

extension Milliseconds: Comparable {
    /// Orders spans by length.
    public static func < (left: Milliseconds, right: Milliseconds) -> Bool {
        left.rawValue < right.rawValue
    }
}

extension Milliseconds: AdditiveArithmetic {
    /// One span after the other.
    public static func + (left: Milliseconds, right: Milliseconds) -> Milliseconds {
        Milliseconds(rawValue: left.rawValue + right.rawValue)
    }

    /// What is left of a span.
    public static func - (left: Milliseconds, right: Milliseconds) -> Milliseconds {
        Milliseconds(rawValue: left.rawValue - right.rawValue)
    }
}

extension Milliseconds: ExpressibleByIntegerLiteral {
    /// A literal number of milliseconds.
    public init(integerLiteral value: Int64) {
        self.init(rawValue: value)
    }
}

extension Milliseconds: CustomStringConvertible {
    /// The span as people write it in workflow files: `250ms`, `1.5s`, `2m`.
    public var description: String {
        switch rawValue {
        case let value where value >= 60_000 && value % 60_000 == 0: "\(value / 60_000)m"
        case let value where value >= 1_000 && value % 1_000 == 0: "\(value / 1_000)s"
        case let value where value >= 1_000 && value % 100 == 0:
            "\(value / 1_000).\(value % 1_000 / 100)s"
        default: "\(rawValue)ms"
        }
    }
}
