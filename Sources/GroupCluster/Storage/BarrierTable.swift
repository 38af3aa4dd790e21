import GRDB

/// The barrier of one node: a row for each step and direction that it has answered.
///
/// Everything here runs in the transaction that changes the groups (docs/barrier.md).
struct BarrierTable: Sendable {
    /// What is answered, and whether a group was changed.
    struct Answer {
        var reply: Reply
        var changed: Bool
    }

    let name: String

    func create(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE IF NOT EXISTS \(name) (
                    saga TEXT NOT NULL,
                    step TEXT NOT NULL,
                    direction TEXT NOT NULL,
                    state TEXT NOT NULL,
                    epoch INTEGER NOT NULL,
                    attempt INTEGER NOT NULL,
                    fingerprint TEXT,
                    status INTEGER,
                    contentType TEXT,
                    body TEXT,
                    PRIMARY KEY (saga, step, direction)
                ) WITHOUT ROWID
                """)
    }

    /// Lets a request through, or answers in its place.
    ///
    /// - Parameters:
    ///   - fingerprint: what has to be the same when the key comes again.
    ///   - success: what a compensation answers that has nothing to undo.
    ///   - apply: does what is asked.
    func answer(
        _ stamp: SagaStamp, fingerprint: String, success: Reply, in db: Database,
        _ apply: () throws -> Answer
    ) throws -> Answer {
        if try newestEpoch(of: stamp.saga, in: db) > stamp.epoch { return keptOut(.stale) }
        if let row = try row(stamp, stamp.direction, in: db) {
            // The saga is known to have come as far as this epoch, whatever is answered.
            try raise(stamp, in: db)
            if row.state == .blocked { return keptOut(.late) }
            if row.state == .applied || !row.isBefore(stamp) {
                return repeated(row, fingerprint)
            }
        }
        if stamp.direction == .compensation, try !isToUndo(stamp, in: db) {
            var reply = success
            reply.barrier = .empty
            try write(.applied, reply, stamp, fingerprint, in: db)
            return Answer(reply: reply, changed: false)
        }
        let answer = try apply()
        // What the node refuses, it has not done: it may be asked again.
        let state = answer.reply.status < 400 ? BarrierRow.State.applied : .refused
        try write(state, answer.reply, stamp, fingerprint, in: db)
        return answer
    }

    /// Whether the action of a request's step was done here, and not undone since.
    func isInEffect(_ stamp: SagaStamp, in db: Database) throws -> Bool {
        try row(stamp, .action, in: db)?.state == .applied
            && row(stamp, .compensation, in: db)?.state != .applied
    }

    /// Whether the action of a compensation is in effect; if it is not, it never will be.
    private func isToUndo(_ stamp: SagaStamp, in db: Database) throws -> Bool {
        if try row(stamp, .action, in: db)?.state == .applied { return true }
        try write(.blocked, nil, stamp, direction: .action, nil, in: db)
        return false
    }

    private func repeated(_ row: BarrierRow, _ fingerprint: String) -> Answer {
        guard row.fingerprint == fingerprint, var reply = row.reply else {
            return keptOut(.mismatch)
        }
        reply.barrier = .repeated
        return Answer(reply: reply, changed: false)
    }

    private func keptOut(_ word: BarrierWord) -> Answer {
        Answer(reply: ReplyError.keptOut(word), changed: false)
    }

    // MARK: Rows

    private func newestEpoch(of saga: String, in db: Database) throws -> Int64 {
        let select = try db.cachedStatement(sql: "SELECT max(epoch) FROM \(name) WHERE saga = ?")
        return try Int64.fetchOne(select, arguments: [saga]) ?? 0
    }

    private func row(
        _ stamp: SagaStamp, _ direction: SagaStamp.Direction, in db: Database
    ) throws -> BarrierRow? {
        let select = try db.cachedStatement(
            sql: "SELECT * FROM \(name) WHERE saga = ? AND step = ? AND direction = ?")
        return try BarrierRow.fetchOne(
            select, arguments: [stamp.saga, stamp.step, direction.rawValue])
    }

    private func raise(_ stamp: SagaStamp, in db: Database) throws {
        let update = try db.cachedStatement(
            sql: """
                UPDATE \(name) SET epoch = ?, attempt = 0
                WHERE saga = ? AND step = ? AND direction = ? AND epoch < ?
                """)
        try update.execute(arguments: [
            stamp.epoch, stamp.saga, stamp.step, stamp.direction.rawValue, stamp.epoch,
        ])
    }

    private func write(
        _ state: BarrierRow.State, _ reply: Reply?, _ stamp: SagaStamp,
        direction: SagaStamp.Direction? = nil, _ fingerprint: String?, in db: Database
    ) throws {
        let replace = try db.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO \(name) (saga, step, direction, state, epoch, attempt,
                    fingerprint, status, contentType, body)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try replace.execute(arguments: [
            stamp.saga, stamp.step, (direction ?? stamp.direction).rawValue, state.rawValue,
            stamp.epoch, stamp.attempt, fingerprint, reply?.status, reply?.contentType, reply?.body,
        ])
    }
}
