/// Reads cluster files.
public struct ClusterDecoder {
    static let known = ["nodes", "failover", "limits", "pools", "secrets", "programs", "barrier"]
    static let nodeKeys = [
        "endpoints", "headers", "trailingSlash", "timestamps", "maxRequestLifetime",
        "sharesIdempotency", "barrier", "failover", "tls", "limits", "bearer",
    ]

    /// The cluster that a file lists, validated.
    ///
    /// - Parameters:
    ///   - text: the file's content.
    ///   - file: its name, for messages.
    /// - Throws: ``DefinitionError`` with every problem that was found, line and column included.
    public static func decode(
        _ text: String, file: String
    ) throws(DefinitionError) -> ClusterDefinition {
        let (root, problems) = try DefinitionFile.open(text, file: file)
        let cluster = cluster(Field(node: root, place: .root, problems: problems))
        if let cluster {
            problems.report(ClusterValidator.findings(in: cluster), at: root.mark)
        }
        try problems.throwIfAny()
        guard let cluster else {
            preconditionFailure("a cluster that cannot be read has a problem")
        }
        return cluster
    }

    /// Whether a text means to be a cluster file rather than a workflow.
    public static func looksLikeCluster(_ text: String) -> Bool {
        guard let root = try? YAMLReader.tree(of: text) else { return false }
        return root["nodes"] != nil && root["workflow"] == nil
    }

    private static func cluster(_ field: Field) -> ClusterDefinition? {
        guard let fields = field.fields(known: known),
            let nodes = fields.required("nodes")?.fields()
        else { return nil }
        let failover = fields["failover"].map(FailoverReader.failover) ?? FailoverDefinition()
        let barrier = fields.optional("barrier") { $0.boolean() }
        let limits = fields.optional("limits", FlowReader.limit)
        let pools = fields.optional("pools", FlowReader.pools)
        let secrets = fields["secrets"].map(SecretReader.secrets) ?? [:]
        let programs = fields["programs"].map(SecretReader.programs) ?? [:]
        guard let failover, let barrier, let limits, let pools, let secrets, let programs else {
            return nil
        }
        var definitions: [String: NodeDefinition] = [:]
        for (name, field) in nodes.all {
            definitions[name] = node(field, failover, barrier: barrier ?? false)
        }
        guard definitions.count == nodes.entries.count else { return nil }
        return ClusterDefinition(
            nodes: definitions, flow: FlowDefinition(limits: limits, pools: pools ?? [:]),
            secrets: secrets, programs: programs)
    }

    /// - Parameters:
    ///   - failover: what holds for nodes that do not say.
    ///   - barrier: the same.
    private static func node(
        _ field: Field, _ failover: FailoverDefinition, barrier: Bool
    ) -> NodeDefinition? {
        guard let fields = field.fields(known: nodeKeys) else { return nil }
        let endpoints = fields.required("endpoints").flatMap { $0.items()?.readAll(endpoint) }
        let headers = fields["headers"].map(headers) ?? [:]
        let trailingSlash = fields.optional("trailingSlash") { $0.boolean() }
        let timestamps = fields.optional("timestamps") { $0.boolean() }
        let lifetime = fields.optional("maxRequestLifetime") { $0.duration() }
        let shares = fields.optional("sharesIdempotency") { $0.boolean() }
        let keeps = fields.optional("barrier") { $0.boolean() }
        let own = fields.optional("failover", FailoverReader.failover)
        let tls = fields.optional("tls", FailoverReader.tls)
        let limits = fields.optional("limits", FlowReader.limit)
        let bearer = fields.optional("bearer") { $0.text() }
        guard let endpoints, let headers, let trailingSlash, let timestamps, let lifetime,
            let shares, let keeps, let own, let tls, let limits, let bearer
        else { return nil }
        let barrier = keeps ?? barrier
        return NodeDefinition(
            endpoints: endpoints, headers: headers, trailingSlash: trailingSlash ?? false,
            timestamps: timestamps ?? false, maxRequestLifetime: lifetime,
            // One table serves all its endpoints, and so each knows the others' keys.
            sharesIdempotency: shares ?? barrier, barrier: barrier, failover: own ?? failover,
            tls: tls ?? TLSDefinition(), limits: limits, bearer: bearer)
    }

    private static func endpoint(_ field: Field) -> EndpointDefinition? {
        guard let fields = field.fields(known: ["url", "weight", "lag"]) else { return nil }
        let url = fields.required("url")?.text()
        let weight = fields.optional("weight") { $0.number() }
        let lag = fields.optional("lag") { $0.text() }
        guard let url, let weight, let lag else { return nil }
        return EndpointDefinition(url: url, weight: weight ?? 1, lag: lag)
    }

    private static func headers(_ field: Field) -> [String: String]? {
        guard let fields = field.fields() else { return nil }
        var headers: [String: String] = [:]
        for (name, field) in fields.all {
            headers[name] = field.text()
        }
        return headers.count == fields.entries.count ? headers : nil
    }
}
