internal import Journal
public import Steps

/// What there is at the start: of the saga, and of the nodes.
extension Rehearsal {
    /// Made-up values for the nth input; what is named by two of them must not be one thing.
    private static func samples(_ number: Int) -> [Value] {
        let letter = ["a", "b", "c", "d", "e", "f", "g", "h"][(number - 1) % 8]
        return [
            "rehearsal-\(number)", "rehearsal\(number)", "\(letter)\(number)", letter, "\(number)",
            letter.uppercased(), "1234567\(number)",
        ].map { .string($0) }
    }

    /// The inputs of the saga: those given, those of the rules, defaults, and made-up ones.
    ///
    /// - Throws: an ``InputError`` if they do not fit, or one is missing that cannot be made up.
    public func sampleInputs() throws -> [String: Value] {
        var given = rules.inputs.merging(inputs) { _, own in own }
        var number = 0
        for (name, input) in workflow.inputs.sorted(by: { $0.key < $1.key })
        where given[name] == nil && input.default == nil {
            number += 1
            let probe = WorkflowDefinition(name: "sample", inputs: [name: input], steps: [])
            let checks = try SubmissionInputs(of: probe)
            let sample = (input.type == .list ? [] : Self.samples(number) + [.string("true")]).first
            {
                (try? checks.checked([name: $0])) != nil
            }
            guard let sample else {
                throw InputError("input '\(name)' cannot be made up: give --input \(name)=…")
            }
            given[name] = sample
        }
        return try workflow.checkedInputs(given)
    }

    /// Empty nodes; nodes on which what is asked for is there; and such on whose last one somebody
    /// else has made already what the saga makes.
    func worlds(_ inputs: [String: Value]) throws -> [World] {
        var worlds = [World.empty]
        var model = try play([], in: .empty, inputs)
        let full = try play([], in: .empty, inputs, isFull: true)
        var there = World(name: "there")
        for (node, resources) in full.stage.nodes.start.sorted(by: { $0.key < $1.key }) {
            for (place, resource) in resources.sorted(by: { $0.key < $1.key })
            where resource.isForeign && full.isStable(place) {
                there.holdings.append((node, place, resource))
            }
        }
        if !there.holdings.isEmpty {
            worlds.append(there)
            if full.status == .completed || model.status != .completed { model = full }
        }
        var taken = World(
            name: "taken", holdings: model.status == full.status ? there.holdings : [])
        if let last = own(model).last?.node {
            for (node, place) in own(model) where node == last {
                taken.holdings.append((node, place, StubResource(sent: [:], isForeign: true)))
            }
            worlds.append(taken)
        }
        return worlds
    }

    /// What the actions of a run made under names that another run would give as well.
    private func own(_ play: Play) -> [(node: String, place: String)] {
        play.stage.nodes.nodes.sorted { $0.key < $1.key }.flatMap { node, resources in
            resources.sorted { $0.key < $1.key }.compactMap { place, resource in
                let isNew = play.stage.nodes.start[node]?[place] == nil
                guard play.isStable(place), isNew, !resource.isAssigned, node != StubNodes.here,
                    resource.writer?.kind == .action
                else { return nil }
                return (node, place)
            }
        }
    }
}

extension WorkflowDefinition {
    /// The headers of replies that it looks at, in lower case.
    var lookedAtHeaders: Set<String> {
        var headers: Set<String> = []
        for step in allSteps {
            let conditions = [
                step.when, step.before?.when, step.probe?.applied, step.action.expect,
                step.probe?.call.expect, step.compensation?.expect, step.before?.call.expect,
            ]
            let calls = [step.before?.call, step.action, step.probe?.call, step.compensation]
            let references =
                conditions.compactMap { $0 }.flatMap(\.references)
                + calls.compactMap { $0 }.flatMap(\.references)
            var paths = Array(step.output.values)
            for reference in references {
                switch reference {
                case .before(let path), .reply(let path), .stepReply(_, let path):
                    paths.append(path)
                default: break
                }
            }
            for case .header(let name) in paths { headers.insert(name) }
        }
        return headers
    }

    /// The longest that one try of a call may take.
    var longestCall: Milliseconds {
        allSteps.flatMap { [$0.action.timeout, $0.compensation?.timeout ?? 0] }.max() ?? 0
    }
}
