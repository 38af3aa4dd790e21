import HTTPTypes

/// The request headers that nodes understand.
enum NodeHeader {
    /// The node that is meant, when it is another than the port's own.
    static let node = named("node")
    /// The saga's timestamp, stored with the group.
    static let timestamp = named("timestamp")
    /// What the ledger recognizes repeated requests by.
    static let idempotencyKey = named("Idempotency-Key")
    /// The saga that a request belongs to.
    static let saga = named("Saga-Id")
    /// Its step, and where that runs.
    static let step = named("Saga-Step")
    /// Why it is sent: `action`, `compensation`, `probe` or `before`.
    static let direction = named("Saga-Direction")
    /// The number of the try.
    static let attempt = named("Saga-Attempt")
    /// The epoch of the journal that it was sent for.
    static let epoch = named("Saga-Epoch")
    /// In replies: what the barrier did.
    static let barrier = named("Saga-Barrier")

    private static func named(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else {
            preconditionFailure("\(name) is no header name")
        }
        return name
    }
}
