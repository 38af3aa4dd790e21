import GRDB

/// The two tables of one node, and how a request changes them together.
struct NodeTables: Sendable {
    let groups: GroupTable
    let ledger: LedgerTable

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
    }

    func create(in db: Database) throws {
        try groups.create(in: db)
        try ledger.create(in: db)
    }

    /// Gives the request its effect, unless the fault prevents that, and writes it down.
    func perform(_ call: GroupCall, fault: Fault?, in db: Database) throws -> Outcome {
        var reply: Reply?
        var appliedAt: Int64?
        switch call.intent {
        case .failure(let refusal):
            reply = refusal.reply
        case .success(let action) where fault?.hasEffectFirst ?? true:
            let effect = try groups.apply(action, in: db)
            reply = Reply(to: action, effect: effect)
            appliedAt = effect.changed ? UnixTime.milliseconds : nil
        case .success:
            break
        }
        if let fault { reply = fault.reply }
        let seq = try ledger.append(
            call, status: reply?.status, fault: fault?.kind, appliedAt: appliedAt, in: db)
        return Outcome(seq: seq, reply: reply)
    }

    /// Gives a request that was answered already its effect, and updates its row.
    func performLate(_ action: GroupAction, seq: Int64, in db: Database) throws {
        guard try groups.apply(action, in: db).changed else { return }
        try ledger.markApplied(seq, at: UnixTime.milliseconds, in: db)
    }
}
