/// Names one connection of a ``ConnectionPool``, from the attempt to make it until it is gone.
struct ConnectionID: Hashable, Comparable, Sendable {
    let rawValue: UInt64

    init(_ rawValue: UInt64) {
        self.rawValue = rawValue
    }

    static func < (left: ConnectionID, right: ConnectionID) -> Bool {
        left.rawValue < right.rawValue
    }
}
