internal import Journal
package import Steps

/// Single calls, for those who look at a node and run no saga.
extension SagaMachine {
    /// A call of a step as it would be made, whatever has been done so far.
    ///
    /// - Throws: ``TemplateError`` if the call refers to something that has no value.
    package func call(
        _ index: Int, _ kind: CallKind, try number: Int, in cluster: ClusterDefinition
    ) throws(TemplateError) -> Call {
        try call(Attempt(step: index, kind: kind, number: number), in: cluster)
    }

    /// Whether the answer to a step's probe means that its action is in effect.
    package func verdict(
        ofProbe index: Int, _ result: CallResult, in cluster: ClusterDefinition
    ) -> Bool? {
        verdict(index, result, in: cluster)
    }
}
