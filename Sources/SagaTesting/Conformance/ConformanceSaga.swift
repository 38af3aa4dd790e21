internal import SagaEngine
internal import Steps

/// One step of a saga that only a node gets to know.
struct ConformanceSaga: Sendable {
    let machine: SagaMachine
    /// The step's place in the plan.
    let index: Int
    let hasProbe: Bool
    let id: SagaID
    /// What it is about: what stands in the place of ids in its inputs.
    let resource: String

    /// The node that the step runs on.
    var node: String { machine.instance(index).node ?? "" }

    /// A request of the saga, as the engine would send it.
    ///
    /// - Parameter direction: what it is for the node; `nil`: what it is for the saga.
    /// - Throws: ``ConformanceError`` if it needs the replies of other requests.
    func call(
        _ kind: CallKind, direction: CallKind? = nil, try number: Int,
        in cluster: ClusterDefinition
    ) throws(ConformanceError) -> Call {
        let call: Call
        do throws(TemplateError) {
            call = try machine.call(index, kind, try: number, in: cluster)
        } catch {
            throw ConformanceError(
                "the \(kind) of \(machine.instance(index)) cannot be sent by itself: \(error); "
                    + "take a step that needs nothing but inputs")
        }
        return Call(
            saga: call.saga, instance: call.instance, kind: kind,
            direction: direction ?? call.direction, attempt: number, operation: call.operation,
            statuses: call.statuses, timeout: call.timeout,
            captures: call.captures.union([.barrier]))
    }

    /// Whether the answer to a probe says that the action is in effect; `nil`: it says nothing.
    func verdict(_ result: CallResult, in cluster: ClusterDefinition) -> Bool? {
        machine.isApplied(index, result, in: cluster)
    }
}
