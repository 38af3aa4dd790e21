import GRDB

/// What a node remembers of one step in one direction.
struct BarrierRow: FetchableRecord {
    enum State: String, DatabaseValueConvertible {
        /// It was done, once and for all.
        case applied
        /// It was refused; a newer try is looked at anew.
        case refused
        /// Of an action: its compensation came first, or undid a refusal.
        case blocked
    }

    let state: State
    let epoch: Int64
    let attempt: Int64
    let fingerprint: String?
    /// What was answered; `nil` where nothing was, since it never came.
    let reply: Reply?

    init(row: Row) {
        state = row["state"]
        epoch = row["epoch"]
        attempt = row["attempt"]
        fingerprint = row["fingerprint"]
        reply = (row["status"] as Int?).map { status in
            Reply(status: status, contentType: row["contentType"], body: row["body"])
        }
    }

    /// Whether a try is newer than the one that was answered last.
    func isBefore(_ stamp: SagaStamp) -> Bool {
        (epoch, attempt) < (stamp.epoch, stamp.attempt)
    }
}
