internal import Journal
package import Steps

/// Single calls, for those who put a node to the test and run no saga.
extension SagaMachine {
    /// A call of a step as it would be made, whatever has been done so far.
    ///
    /// - Throws: ``TemplateError`` if the call refers to something that has no value.
    package func call(
        _ index: Int, _ kind: CallKind, try number: Int, in cluster: ClusterDefinition
    ) throws(TemplateError) -> Call {
        try call(Attempt(step: index, kind: kind, number: number), in: cluster)
    }
}
