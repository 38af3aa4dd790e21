internal import Steps
internal import Transport

/// The nodes, which honour idempotency keys, and say in their ledgers what they did.
///
/// An action that arrives after its compensation is done if the step has a probe that can find it,
/// and refused if it has none: without either, no engine could put that right.
struct SimulatedNodes {
    /// The instances whose action is in effect, wherever they run.
    private(set) var inEffect: Set<String> = []
    /// What each node received, in order, but for reads; of a try that came twice, the first, and
    /// any that had effect.
    private(set) var ledgers: [String: [LedgerRecord]] = [:]
    /// The keys of the actions that were done.
    private var done: Set<String> = []
    private var undone: Set<String> = []
    private var seen: Set<String> = []

    /// Lets a node, or this machine, do what it is asked, and answers.
    ///
    /// - Parameter order: the journal's length, as the time of the ledger.
    mutating func receive(
        _ request: SimulatedRequest, at order: Int, _ dice: inout Dice
    ) -> WireReply {
        let hadEffect = apply(request)
        note(request, at: order, hadEffect, status: 200)
        switch request.call.kind {
        case .action, .compensation: return request.replies.done(&dice)
        case .before: return request.replies.read(&dice)
        case .probe: return request.replies.found(inEffect.contains(request.instance), &dice)
        }
    }

    /// Lets a node refuse what it is asked.
    mutating func refuse(_ request: SimulatedRequest, at order: Int, status: Int) {
        note(request, at: order, false, status: status)
    }

    /// Another saga has undone what an action did.
    mutating func undo(_ instance: String) {
        undone.insert(instance)
        inEffect.remove(instance)
    }

    private mutating func apply(_ request: SimulatedRequest) -> Bool {
        let instance = request.instance
        switch request.call.kind {
        case .before, .probe: return false
        case .action:
            guard request.step.action.operation.hasEffect,
                request.step.probe != nil || !undone.contains(instance),
                done.insert(request.call.idempotencyKey).inserted
            else { return false }
            inEffect.insert(instance)
            return true
        case .compensation:
            undone.insert(instance)
            return inEffect.remove(instance) != nil
        }
    }

    private mutating func note(
        _ request: SimulatedRequest, at order: Int, _ hadEffect: Bool, status: Int
    ) {
        guard case .http(let http) = request.call.operation, request.changesNode,
            let node = request.call.instance.node
        else { return }
        let key = request.call.idempotencyKey
        let isFirst = seen.insert("\(key)/\(request.call.attempt)").inserted
        guard isFirst || hadEffect else { return }
        ledgers[node, default: []].append(
            LedgerRecord(
                seq: ledgers[node, default: []].count + 1, time: Int64(order),
                method: http.method, idempotencyKey: key, status: status,
                appliedAt: hadEffect ? Int64(order) : nil,
                bodyHash: "\(http.path) \(http.body ?? "")"))
    }
}
