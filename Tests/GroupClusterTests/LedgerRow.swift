/// A row of `GET /_ledger`, as a reader of it declares it.
struct LedgerRow: Decodable, Equatable {
    var seq: Int
    var time: Int64
    var method: String
    var groupId: String?
    var timestamp: String?
    var idempotencyKey: String?
    var status: Int?
    var fault: String?
    var applied: Bool
    var appliedAt: Int64?
    var bodyHash: String?
}
