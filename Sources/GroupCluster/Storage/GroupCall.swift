/// One request on the group routes, as the ledger remembers it.
struct GroupCall: Sendable {
    /// When the request arrived, in UTC milliseconds.
    let receivedAt: Int64
    let method: String
    let groupId: String?
    /// The `timestamp` header as sent, also where the cluster ignores it.
    let timestamp: String?
    let idempotencyKey: String?
    let bodyHash: String?
    /// What the barrier goes by; `nil` where there is none, or nothing to go by.
    let stamp: SagaStamp?
    /// What it asks for, or why it is refused.
    let intent: Result<GroupAction, ReplyError>

    /// What has to be the same when its key comes again.
    var fingerprint: String {
        "\(method) \(timestamp ?? "-") \(bodyHash ?? "-")"
    }
}
