internal import Foundation

/// A row of a node's own ledger, as `groupcluster` answers it to `GET /_ledger`.
public struct LedgerRecord: Hashable, Sendable, Decodable {
    /// Its place in the node's ledger.
    public var seq: Int
    /// When the request arrived, in UTC milliseconds.
    public var time: Int64
    /// The request's method.
    public var method: String
    /// The group that it is about.
    public var groupId: String?
    /// The `timestamp` header.
    public var timestamp: String?
    /// The `Idempotency-Key` header.
    public var idempotencyKey: String?
    /// What was answered; `nil` if nothing was.
    public var status: Int?
    /// The fault that it met.
    public var fault: String?
    /// Whether it changed the node's table.
    public var applied: Bool
    /// When it did, in UTC milliseconds.
    public var appliedAt: Int64?
    /// A hash of the request's body.
    public var bodyHash: String?

    /// Puts a row together.
    public init(
        seq: Int, time: Int64, method: String, groupId: String? = nil, timestamp: String? = nil,
        idempotencyKey: String? = nil, status: Int? = nil, fault: String? = nil,
        appliedAt: Int64? = nil, bodyHash: String? = nil
    ) {
        self.seq = seq
        self.time = time
        self.method = method
        self.groupId = groupId
        self.timestamp = timestamp
        self.idempotencyKey = idempotencyKey
        self.status = status
        self.fault = fault
        self.applied = appliedAt != nil
        self.appliedAt = appliedAt
        self.bodyHash = bodyHash
    }

    /// Reads the reply of `GET /_ledger`.
    ///
    /// - Throws: a decoding error if it is not as documented.
    public static func records(inJSON json: [UInt8]) throws -> [LedgerRecord] {
        try JSONDecoder().decode([LedgerRecord].self, from: Data(json))
    }
}
