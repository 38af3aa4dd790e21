/// Names one request to a ``ConnectionPool``, for as long as it is under way.
package struct ExchangeID: Hashable, Comparable, Sendable {
    let rawValue: UInt64

    init(_ rawValue: UInt64) {
        self.rawValue = rawValue
    }

    package static func < (left: ExchangeID, right: ExchangeID) -> Bool {
        left.rawValue < right.rawValue
    }
}
