internal import Journal
public import Steps

/// Runs a workflow against stub nodes that know no API, fails every call in every way, and says
/// whether its compensations always lead back to where it began.
///
///     let report = try Rehearsal(workflow, inputs: ["groupId": .string("g1")]).run()
///     #expect(report.findings.isEmpty)
///
/// The same seed gives the same report, byte for byte.
public struct Rehearsal: Sendable {
    /// The workflow.
    public var workflow: WorkflowDefinition
    /// The inputs of the saga; others come from the rules, or are made up.
    public var inputs: [String: Value]
    /// What is known of the nodes.
    public var rules: RehearsalRules
    /// How thorough it is.
    public var options: RehearsalOptions

    /// Puts a rehearsal together.
    public init(
        _ workflow: WorkflowDefinition, inputs: [String: Value] = [:],
        rules: RehearsalRules = RehearsalRules(),
        options: RehearsalOptions = RehearsalOptions()
    ) {
        self.workflow = workflow
        self.inputs = inputs
        self.rules = rules
        self.options = options
    }

    /// Rehearses everything.
    ///
    /// - Throws: an ``InputError`` if the inputs do not fit, or one is missing that cannot be made
    ///   up.
    public func run() throws -> RehearsalReport {
        let inputs = try sampleInputs()
        var report = RehearsalReport(seed: options.seed)
        var findings: [String: Found] = [:]
        for world in try worlds(inputs) {
            var rounds = Rounds(rehearsal: self, inputs: inputs, world: world)
            try rounds.run()
            report.worlds.append(rounds.summary)
            report.ends.merge(rounds.ends, uniquingKeysWith: +)
            report.requests += rounds.requests
            report.mix(rounds.digest)
            for (key, found) in rounds.findings {
                let known = findings[key]?.finding.faults.count ?? .max
                if found.finding.faults.count < known { findings[key] = found }
            }
        }
        if !report.worlds.contains(where: { $0.end == .completed }) {
            report.findings.append(neverCompleted(report))
        }
        let ordered = findings.values.sorted { $0.rank < $1.rank }
        report.findings += try ordered.map { try smallest($0, inputs) }
        return report
    }

    /// Runs one schedule, as a finding names it.
    ///
    /// - Parameters:
    ///   - world: `empty`, `there` or `taken`.
    ///   - trace: told of everything that happens, a line each.
    /// - Returns: what is wrong with it.
    /// - Throws: an ``InputError`` if there is no such world, or the inputs do not fit.
    public func replay(
        _ faults: [Fault], in world: String, trace: ((String) -> Void)? = nil
    ) throws -> [RehearsalFinding] {
        let inputs = try sampleInputs()
        let worlds = try worlds(inputs)
        guard let world = worlds.first(where: { $0.name == world }) else {
            let names = worlds.map(\.name).joined(separator: ", ")
            throw InputError("there is no world '\(world)' for this workflow, only \(names)")
        }
        let baseline = try play([], in: world, inputs)
        let play = try play(faults, in: world, inputs, trace: trace)
        return judge(play, baseline, world, options.seed).findings()
    }

    // MARK: Runs

    /// Plays one schedule.
    func play(
        _ faults: [Fault], in world: World, _ inputs: [String: Value], seed: UInt64? = nil,
        isFull: Bool = false, trace: ((String) -> Void)? = nil
    ) throws -> Play {
        var nodes = world.nodes(
            StubNodes(rules: rules, keptHeaders: workflow.lookedAtHeaders, nodes: options.nodes))
        nodes.isFull = isFull
        let stage = Stage(workflow, inputs: inputs, nodes: nodes, schedule: faults)
        var options = SimulationOptions()
        options.sagas = 1
        options.faultTime = 0
        options.patience = Milliseconds(
            rawValue: 15 * 60_000 + 20 * workflow.longestCall.rawValue)
        options.nodes = Dictionary(
            self.options.nodes.map { ($0, 1) }, uniquingKeysWith: { first, _ in first })
        let simulation = try Simulation(
            seed: seed ?? self.options.seed,
            subjects: [SimulatedSubject(workflow) { _ in inputs }], options: options,
            stage: stage, tracer: trace)
        let report = try simulation.run()
        return Play(simulation: simulation, report: report, stage: stage)
    }

    func judge(_ play: Play, _ baseline: Play?, _ world: World, _ seed: UInt64) -> Judge {
        Judge(play: play, baseline: baseline, rules: rules, world: world, seed: seed)
    }

    private func smallest(
        _ found: Found, _ inputs: [String: Value]
    ) throws -> RehearsalFinding {
        var best = found.finding
        var shrinking = Shrinking(questions: options.shrinkingRuns)
        let few = shrinking.smallest(of: best.faults) { faults in
            // Inputs that do not fit would have thrown in the first run.
            guard let smaller = try? play(faults, in: found.world, inputs, seed: best.seed) else {
                return false
            }
            return judge(smaller, found.baseline, found.world, best.seed).findings()
                .contains { $0.key == best.key }
        }
        guard few.count < best.faults.count else { return best }
        let smaller = try play(few, in: found.world, inputs, seed: best.seed)
        let again = judge(smaller, found.baseline, found.world, best.seed).findings()
        if let finding = again.first(where: { $0.key == best.key }) { best = finding }
        return best
    }

    private func neverCompleted(_ report: RehearsalReport) -> RehearsalFinding {
        let ends = report.worlds.map { "\($0.end.rawValue) in '\($0.name)'" }
        return RehearsalFinding(
            rule: .neverCompleted, instance: workflow.name,
            words: "without any fault the saga is " + ends.joined(separator: ", ")
                + ": little of it was rehearsed", seen: [],
            advice: "say under rehearsal what the nodes hold ('there') and how paths behave "
                + "('effects')", world: report.worlds.last?.name ?? "", faults: [],
            seed: report.seed)
    }
}

/// A finding, and what it takes to see it again.
struct Found {
    let finding: RehearsalFinding
    let world: World
    let baseline: Play?

    /// Smaller schedules first, then by name: the same order in every process.
    var rank: String {
        let count = "\(1_000 + finding.faults.count)"
        return "\(count) \(finding.key) \(finding.instance)"
    }
}

extension RehearsalReport {
    mutating func mix(_ value: UInt64) {
        digest = (digest ^ value) &* 0x100_0000_01B3
    }
}
