internal import ArgumentParser
internal import Steps
internal import Workers

/// The command `sagactl stats`.
struct Stats: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats",
        abstract: "Ask the nodes whether they hold the same, and how much each holds.",
        discussion: "Uses GET /v1/stats of the group API, of the first node that answers.")

    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let cluster = try cluster.load()
        let executor = try HTTPStepExecutor(cluster: cluster, connectionsPerEndpoint: 1)
        var problems: [String] = []
        let answer = await executor.serving { () -> (Bool, CapturedReply)? in
            for node in cluster.nodeNames {
                let result = await executor.execute(Self.call(node, cluster))
                if result.outcome == .succeeded, case .bool(let equal)? = result.reply[.body(["0"])]
                {
                    return (equal, result.reply)
                }
                problems.append("\(node): \(result.detail)")
            }
            return nil
        }
        if let (equal, reply) = answer { return print(equal, reply, cluster) }
        throw Failure(message: "no node answers GET /v1/stats: " + problems.joined(separator: "; "))
    }

    private static func call(_ node: String, _ cluster: ClusterDefinition) -> Call {
        let counts = cluster.nodeNames.map { ReplyPath.body(["1", $0]) }
        return Call(
            saga: SagaID(microseconds: 0, random: 0),
            instance: StepInstance(step: "stats", node: node), kind: .probe, attempt: 1,
            operation: .http(Call.Request(method: "GET", path: "/v1/stats")),
            statuses: StatusRules(succeeded: [200]), timeout: 5_000,
            captures: Set(counts + [.body(["0"])]))
    }

    private func print(_ equal: Bool, _ reply: CapturedReply, _ cluster: ClusterDefinition) {
        let counts = cluster.nodeNames.map { ($0, reply[.body(["1", $0])]) }
        switch output.output {
        case .json, .jsonl:
            var nodes: [String: Value] = [:]
            for (node, count) in counts { nodes[node] = count ?? .null }
            var object = JSONObject()
            object.add("equal", equal)
            object.add("nodes", nodes)
            Terminal.print(object.text)
        case .ids: for (node, _) in counts { Terminal.print(node) }
        case .text:
            var table = Table(["NODE", "GROUPS"], palette: output.palette)
            for (node, count) in counts {
                table.add([.init(Terminal.safe(node)), "\(count?.description ?? "?")"])
            }
            table.print()
            Terminal.print(equal ? "all nodes hold the same" : "the nodes DIFFER")
        }
    }
}
