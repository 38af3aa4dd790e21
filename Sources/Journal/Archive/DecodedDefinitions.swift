internal import Steps

/// Definitions that were decoded, which takes a hundred times as long as storing a saga.
struct DecodedDefinitions: Sendable {
    /// Few workflows are in use at once; those that are decoded again are no loss.
    private static let limit = 64

    private var definitions: [ContentHash: WorkflowDefinition] = [:]

    /// A definition, and what its hash is.
    ///
    /// - Parameter hash: what it should be; content that was decoded under it is not looked at.
    mutating func definition(
        _ hash: ContentHash, _ json: [UInt8]
    ) throws -> (definition: WorkflowDefinition, hash: ContentHash) {
        if let known = definitions[hash] { return (known, hash) }
        let definition = try WorkflowDefinition(canonicalJSON: json)
        let actual = ContentHash(of: json)
        if definitions.count >= Self.limit { definitions = [:] }
        definitions[actual] = definition
        return (definition, actual)
    }
}
