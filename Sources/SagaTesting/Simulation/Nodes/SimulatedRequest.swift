internal import Steps

/// A call on its way, with what the simulation knows of it.
struct SimulatedRequest {
    let call: Call
    let step: StepDefinition
    /// The saga's name in the simulation, and the call's: the same in every run of a seed.
    let place: String
    /// What the definition's conditions can see, but for the reply.
    let scope: Scope

    /// The instance, with its saga.
    var instance: String { "\(call.saga)/\(call.instance)" }

    /// Whether it can change what a node holds.
    var changesNode: Bool {
        switch call.kind {
        case .before, .probe: false
        case .action, .compensation: step.call(call.kind)?.operation.hasEffect ?? false
        }
    }

    var replies: ReplyMaker { ReplyMaker(call: call, step: step, scope: scope) }
}
