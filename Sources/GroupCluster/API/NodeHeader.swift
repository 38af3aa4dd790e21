import HTTPTypes

/// The request headers that nodes understand.
enum NodeHeader {
    /// The node that is meant, when it is another than the port's own.
    static let node = named("node")
    /// The saga's timestamp, stored with the group.
    static let timestamp = named("timestamp")
    /// What the ledger recognizes repeated requests by.
    static let idempotencyKey = named("Idempotency-Key")

    private static func named(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else {
            preconditionFailure("\(name) is no header name")
        }
        return name
    }
}
