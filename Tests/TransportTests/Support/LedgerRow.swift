/// A row of a node's ledger.
struct LedgerRow: Decodable, Equatable, Sendable {
    var seq: Int
    var method: String
    var groupId: String?
    var idempotencyKey: String?
    var status: Int?
    var fault: String?
    var applied: Bool
}
