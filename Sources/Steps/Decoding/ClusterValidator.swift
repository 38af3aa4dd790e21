/// Says whether a cluster makes sense, whether it was read from a file or made in code.
public struct ClusterValidator {
    /// Accepts a cluster made in code.
    ///
    /// - Throws: ``DefinitionError`` with what is wrong; without file, line and column.
    public static func validate(_ cluster: ClusterDefinition) throws(DefinitionError) {
        let problems = ProblemList(file: nil)
        for finding in findings(in: cluster) {
            problems.report(finding, at: nil)
        }
        try problems.throwIfAny()
    }

    static func findings(in cluster: ClusterDefinition) -> [Finding] {
        let place = Place.root["nodes"]
        guard !cluster.nodes.isEmpty else {
            return [Finding(place, "a cluster has at least one node")]
        }
        var findings: [Finding] = []
        for (name, node) in cluster.nodes.sorted(by: { $0.key < $1.key })
        where findings.count < ProblemList.maximum {
            if !NameRules.isNode(name) {
                findings.append(
                    Finding(
                        place[name],
                        "\(PrintableText.quoted(name)) is no name of a node: a letter or digit, "
                            + "then up to 62 letters, digits, '.', '_' and '-'"))
            }
            findings += self.findings(in: node, at: place[name])
        }
        return findings + self.findings(in: cluster.flow)
            + ConfigurationRules.findings(in: cluster)
    }

    private static func findings(in flow: FlowDefinition) -> [Finding] {
        var findings: [Finding] = []
        if let objection = flow.limits.flatMap(LimitRules.objection) {
            findings.append(Finding(.root["limits"], objection))
        }
        for (name, limit) in flow.pools.sorted(by: { $0.key < $1.key }) {
            let place = Place.root["pools"][name]
            if !NameRules.isID(name) {
                findings.append(
                    Finding(
                        place,
                        "\(PrintableText.quoted(name)) is no name of a pool: a small letter, then "
                            + "up to 63 small letters, digits and '-'"))
            }
            if let objection = LimitRules.objection(to: limit) {
                findings.append(Finding(place, objection))
            }
        }
        return findings
    }

    private static func findings(in node: NodeDefinition, at place: Place) -> [Finding] {
        var findings = endpoints(of: node, at: place["endpoints"])
        findings += HeaderRules.duplicates(among: node.headers.keys).map { name in
            Finding(place["headers"][name], "the header '\(name)' is given more than once")
        }
        for (name, text) in node.headers.sorted(by: { $0.key < $1.key }) {
            let objections = [
                HeaderRules.objection(toName: name), HeaderRules.objection(toText: text),
            ]
            findings += objections.compactMap { $0 }.map { Finding(place["headers"][name], $0) }
        }
        if let objection = node.limits.flatMap(LimitRules.objection) {
            findings.append(Finding(place["limits"], objection))
        }
        if let lifetime = node.maxRequestLifetime,
            !(1...DurationText.maximum).contains(lifetime)
        {
            findings.append(
                Finding(
                    place["maxRequestLifetime"],
                    "expected a time above zero and at most 24h, not \(lifetime)"))
        }
        return findings
    }

    private static func endpoints(of node: NodeDefinition, at place: Place) -> [Finding] {
        guard !node.endpoints.isEmpty else {
            return [Finding(place, "a node has at least one endpoint")]
        }
        var findings: [Finding] = []
        var seen: Set<String> = []
        for (index, endpoint) in node.endpoints.enumerated() {
            let place = place[index]
            if let objection = EndpointURL.objection(to: endpoint.url) {
                findings.append(Finding(place["url"], objection))
            } else if !seen.insert(EndpointURL.canonical(endpoint.url)).inserted {
                let url = PrintableText.quoted(endpoint.url)
                findings.append(Finding(place["url"], "\(url) is listed more than once"))
            }
            if let objection = endpoint.lag.flatMap(EndpointURL.objection) {
                findings.append(Finding(place["lag"], objection))
            }
            if !(endpoint.weight.isFinite && endpoint.weight > 0) {
                findings.append(
                    Finding(place["weight"], "expected a number above 0, not \(endpoint.weight)"))
            }
        }
        return findings
    }
}
