import GRDB

/// The tables of one node, and how a request changes them together.
struct NodeTables: Sendable {
    let groups: GroupTable
    let ledger: LedgerTable
    let barrier: BarrierTable

    /// What a request came to.
    struct Outcome: Sendable {
        /// The row of the ledger.
        let seq: Int64
        /// What is answered; nil where the connection is to be closed instead.
        let reply: Reply?
    }

    init(node: String) {
        groups = GroupTable(name: node)
        ledger = LedgerTable(name: node + "_ledger")
        barrier = BarrierTable(name: node + "_barrier")
    }

    func create(in db: Database) throws {
        try groups.create(in: db)
        try ledger.create(in: db)
        try barrier.create(in: db)
    }

    /// Gives the request its effect, unless the fault prevents that, and writes it down.
    func perform(_ call: GroupCall, fault: Fault?, in db: Database) throws -> Outcome {
        var reply: Reply?
        var appliedAt: Int64?
        switch call.intent {
        case .failure(let refusal):
            reply = refusal.reply
        case .success(let action) where fault?.hasEffectFirst ?? true:
            let answer = try answer(action, of: call, in: db)
            reply = answer.reply
            appliedAt = answer.changed ? UnixTime.milliseconds : nil
        case .success:
            break
        }
        if let fault { reply = fault.reply }
        let seq = try ledger.append(
            call, status: reply?.status, fault: fault?.kind, appliedAt: appliedAt, in: db)
        return Outcome(seq: seq, reply: reply)
    }

    /// Gives a request that was answered already its effect, and updates its row.
    func performLate(_ call: GroupCall, seq: Int64, in db: Database) throws {
        guard case .success(let action) = call.intent,
            try answer(action, of: call, in: db).changed
        else { return }
        try ledger.markApplied(seq, at: UnixTime.milliseconds, in: db)
    }

    /// Does what is asked, behind the barrier if there is one: its rows and the groups change in
    /// the transaction that the caller has begun.
    private func answer(
        _ action: GroupAction, of call: GroupCall, in db: Database
    ) throws -> BarrierTable.Answer {
        func apply() throws -> BarrierTable.Answer {
            let effect = try groups.apply(action, in: db)
            return BarrierTable.Answer(
                reply: Reply(to: action, effect: effect), changed: effect.changed)
        }
        guard let stamp = call.stamp else { return try apply() }
        guard stamp.changesSomething else {
            var answer = try apply()
            if try barrier.isInEffect(stamp, in: db) { answer.reply.barrier = .applied }
            return answer
        }
        return try barrier.answer(
            stamp, fingerprint: call.fingerprint, success: Reply.success(of: action), in: db,
            apply)
    }
}
