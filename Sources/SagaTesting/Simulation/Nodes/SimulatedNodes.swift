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
    /// Whether they keep the wire barrier; then the rules above are the table's.
    let keepBarrier: Bool
    var barrier = BarrierTable()

    init(keepBarrier: Bool) {
        self.keepBarrier = keepBarrier
    }

    /// Lets a node, or this machine, do what it is asked, and answers.
    ///
    /// - Parameters:
    ///   - order: the journal's length, as the time of the ledger.
    ///   - refuses: whether a node that keeps the barrier says no to what it has not answered yet.
    mutating func receive(
        _ request: SimulatedRequest, at order: Int, refuses: Bool = false, _ dice: inout Dice
    ) -> (reply: WireReply, hadEffect: Bool) {
        if guards(request) {
            let answer = receiveGuarded(request, refuses: refuses, &dice)
            note(request, at: order, answer.hadEffect, status: answer.reply.status)
            return answer
        }
        let hadEffect = change(request)
        note(request, at: order, hadEffect, status: 200)
        let isInEffect = inEffect.contains(request.instance)
        let reply =
            switch request.call.kind {
            case .action, .compensation: request.replies.done(&dice)
            case .before: request.replies.read(&dice)
            case .probe: named(request, request.replies.found(isInEffect, &dice))
            }
        return (reply, hadEffect)
    }

    /// Whether the same try of a call has come before, to whichever endpoint.
    func hasSeen(_ request: SimulatedRequest) -> Bool {
        seen.contains(Self.name(request))
    }

    private static func name(_ request: SimulatedRequest) -> String {
        "\(request.call.idempotencyKey)/\(request.call.attempt)"
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

    /// Lets a request have its effect.
    mutating func change(_ request: SimulatedRequest) -> Bool {
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
        let isFirst = seen.insert(Self.name(request)).inserted
        guard isFirst || hadEffect else { return }
        ledgers[node, default: []].append(
            LedgerRecord(
                seq: ledgers[node, default: []].count + 1, time: Int64(order),
                method: http.method, idempotencyKey: key, status: status,
                appliedAt: hadEffect ? Int64(order) : nil,
                bodyHash: "\(http.path) \(http.body ?? "")"))
    }
}
