import GRDB

/// One row of a node's ledger, as `GET /_ledger` answers it; every field is always there.
struct LedgerEntry: Encodable, Sendable {
    let seq: Int64
    let receivedAt: Int64
    let method: String
    let groupId: String?
    let timestamp: String?
    let idempotencyKey: String?
    let status: Int?
    let fault: String?
    let applied: Bool
    let appliedAt: Int64?
    let bodyHash: String?

    private enum CodingKeys: String, CodingKey {
        case seq, time, receivedAt, method, groupId, timestamp, idempotencyKey
        case status, fault, applied, appliedAt, bodyHash
    }

    init(_ row: Row) {
        seq = row["seq"]
        receivedAt = row["receivedAt"]
        method = row["method"]
        groupId = row["groupId"]
        timestamp = row["timestamp"]
        idempotencyKey = row["idempotencyKey"]
        status = row["status"]
        fault = row["fault"]
        applied = row["applied"]
        appliedAt = row["appliedAt"]
        bodyHash = row["bodyHash"]
    }

    /// Encodes absent values as null, which the synthesized method would leave out.
    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(seq, forKey: .seq)
        try values.encode(receivedAt, forKey: .time)
        try values.encode(receivedAt, forKey: .receivedAt)
        try values.encode(method, forKey: .method)
        try values.encode(groupId, forKey: .groupId)
        try values.encode(timestamp, forKey: .timestamp)
        try values.encode(idempotencyKey, forKey: .idempotencyKey)
        try values.encode(status, forKey: .status)
        try values.encode(fault, forKey: .fault)
        try values.encode(applied, forKey: .applied)
        try values.encode(appliedAt, forKey: .appliedAt)
        try values.encode(bodyHash, forKey: .bodyHash)
    }
}
