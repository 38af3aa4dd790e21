internal import Journal
internal import SagaEngine
internal import Steps
internal import Workers

/// What speaks for and against each way out of a parked saga.
struct SagaEvidence: Sendable {
    /// One step that waits for an operator.
    struct Trouble: Sendable {
        let instance: StepInstance
        /// All its tries, with what came back.
        let tries: [HistoryRow]
        /// What its node says of it now, in words; `nil` if nobody asked.
        var probe: String?
    }

    /// What one verb would do now.
    struct Option: Sendable {
        let verb: OperatorVerb
        let isAllowed: Bool
        let words: String
    }

    var troubles: [Trouble]
    let options: [Option]

    init(
        of saga: SagaMachine, _ rows: [HistoryRow], at now: Timestamp, in cluster: ClusterDefinition
    ) {
        let steps = saga.troubles(at: now, in: cluster)
        troubles = steps.map { index in
            let instance = saga.instance(index)
            return Trouble(
                instance: instance,
                tries: rows.filter { $0.instance == instance && $0.type != "attemptStarted" })
        }
        let verbs = OperatorVerb.samples(for: steps.first.map { "\(saga.instance($0))" })
        options = verbs.map { verb in
            switch saga.ruling(on: verb, at: now, in: cluster) {
            case .applies(let facts):
                Option(
                    verb: verb, isAllowed: true,
                    words: saga.consequence(of: facts, at: now, in: cluster))
            case .repetition(let words): Option(verb: verb, isAllowed: false, words: words)
            case .refused(let words, _): Option(verb: verb, isAllowed: false, words: words)
            }
        }
    }

    /// Asks the nodes what they know of the steps; changes nothing anywhere.
    mutating func probe(_ saga: SagaMachine, in cluster: ClusterDefinition) async throws {
        let executor = try HTTPStepExecutor(cluster: cluster, connectionsPerEndpoint: 1)
        let stuck = troubles.map(\.instance)
        let answers = await executor.serving {
            var answers: [StepInstance: String] = [:]
            for index in saga.plan.instances.indices where stuck.contains(saga.instance(index)) {
                answers[saga.instance(index)] = await Self.answer(
                    saga, index, in: cluster, executor)
            }
            return answers
        }
        for index in troubles.indices { troubles[index].probe = answers[troubles[index].instance] }
    }

    private static func answer(
        _ saga: SagaMachine, _ index: Int, in cluster: ClusterDefinition,
        _ executor: HTTPStepExecutor
    ) async -> String {
        guard let call = saga.probe(index, in: cluster), case .http = call.operation else {
            return "the step has no probe"
        }
        let answer = await executor.execute(call)
        let verdict = saga.isApplied(index, answer, in: cluster)
        let words = verdict.map { $0 ? "in effect" : "not in effect" } ?? "not known"
        return "\(words) (\(answer.detail))"
    }

    func print(_ saga: SagaMachine, _ palette: Palette) {
        for trouble in troubles {
            Terminal.print("")
            Terminal.print(palette.bold("evidence of \(trouble.instance)"))
            for row in trouble.tries {
                let parts = [
                    "\(row.time)", row.kind.map { "\($0) \(row.attempt.map(String.init) ?? "")" },
                    row.outcome, row.detail.map(Terminal.safe),
                ]
                Terminal.print("  " + parts.compactMap { $0 }.joined(separator: "  "))
            }
            if let probe = trouble.probe {
                Terminal.print("  its node says now: \(Terminal.safe(probe))")
            }
        }
        Terminal.print("")
        Terminal.print(palette.bold("what you can do"))
        for option in options where option.isAllowed {
            Terminal.print("  \(option.verb.command(for: saga.id))")
            Terminal.print("      \(Terminal.safe(option.words))")
        }
        let refused = options.filter { !$0.isAllowed }
        if !refused.isEmpty { Terminal.print(palette.bold("what is refused")) }
        for option in refused {
            Terminal.print("  \(option.verb.title): \(Terminal.safe(option.words))")
        }
    }

    var json: JSONObject {
        var object = JSONObject()
        object.add(
            "troubles",
            troubles.map { trouble in
                var object = JSONObject()
                object.add("instance", "\(trouble.instance)")
                object.add("tries", trouble.tries.map(\.json))
                object.add("probe", trouble.probe)
                return object
            })
        object.add(
            "verbs",
            options.map { option in
                var object = JSONObject()
                object.add("verb", option.verb.title)
                object.add("allowed", option.isAllowed)
                object.add("words", option.words)
                return object
            })
        return object
    }
}

extension OperatorVerb {
    /// The verb with what tells it from another of its kind.
    var title: String {
        if case .settle(_, let succeeded) = self {
            return "settle \(succeeded ? "succeeded" : "rejected")"
        }
        return word
    }
}
