public import Journal
internal import SagaEngine
public import Steps
internal import Synchronization
internal import Workers

/// Rehearses the way back on real nodes, which it changes: the engine is real as well, and
/// requests are lost, held back and doubled between the two.
///
/// Each run is a saga that is undone. What the workflow's own reads answer must be the same before
/// and after; more cannot be seen from outside.
public struct LiveRehearsal: Sendable {
    /// What is rehearsed, and how; its nodes are those of the cluster.
    public var rehearsal: Rehearsal
    /// The real nodes.
    public var cluster: ClusterDefinition
    /// What makes the calls.
    public var executor: any StepExecutor

    /// What was seen.
    public struct Report: Sendable {
        /// How many sagas were run.
        public var runs = 0
        /// How they ended.
        public var ends: [SagaStatus: Int] = [:]
        /// The reads that are compared, such as `node01: GET /v1/group/1`.
        public var reads: [String] = []
        /// What is wrong; nothing is run after it, since the nodes are not as they were.
        public var finding: RehearsalFinding?
    }

    /// Puts a rehearsal on real nodes together.
    public init(_ rehearsal: Rehearsal, cluster: ClusterDefinition, executor: any StepExecutor) {
        self.rehearsal = rehearsal
        self.cluster = cluster
        self.executor = executor
    }

    /// Runs one saga after the other, at most as many as the options' ``RehearsalOptions/runs``.
    ///
    /// - Parameters:
    ///   - directory: an empty folder for the engine's journal.
    ///   - progress: told of each schedule before it is run.
    /// - Throws: an ``InputError`` if the workflow never turns on stub nodes, asks people, or a
    ///   node cannot be asked.
    public func run(
        directory: String, progress: @Sendable (Int, [Fault]) -> Void
    ) async throws -> Report {
        guard !rehearsal.workflow.allSteps.contains(where: \.asks) else {
            throw InputError("a workflow that asks people cannot be rehearsed on real nodes")
        }
        let script = try LiveScript(rehearsal)
        var report = Report(reads: script.reads.map(\.title))
        let faulty = FaultyExecutor(executor)
        for read in script.reads { try await check(read) }
        let sagas = EmbeddedSagas(directory: directory, cluster: cluster, executor: faulty)
        try await sagas.run { sagas in
            for schedule in script.schedules.prefix(rehearsal.options.runs) {
                progress(report.runs + 1, schedule)
                let before = await answers(to: script.reads)
                let summary = try await play(schedule, script, sagas, faulty, report.runs + 1)
                let after = await answers(to: script.reads)
                report.runs += 1
                report.ends[summary.status, default: 0] += 1
                report.finding = finding(
                    schedule, summary,
                    Array(zip(script.reads.map(\.title), zip(before, after))))
                if report.finding != nil { break }
            }
        }
        return report
    }

    private func play(
        _ schedule: [Fault], _ script: LiveScript, _ sagas: RunningSagas,
        _ faulty: FaultyExecutor, _ number: Int
    ) async throws -> SagaSummary {
        let (named, name) = AsyncStream.makeStream(of: SagaID.self)
        faulty.begin(schedule) { [engine = sagas.engine] in
            // The first call may be made before its saga's receipt is here.
            for await saga in named {
                try? await engine.cancel(saga, by: "rehearsal", reason: "to see it undone")
            }
        }
        let receipt = try await sagas.submit(
            rehearsal.workflow, inputs: script.inputs, key: "\(number)", job: "rehearsal")
        name.yield(receipt.saga)
        name.finish()
        var summary = try await sagas.outcome(of: receipt.saga)
        if summary.status == .parked, schedule.contains(where: \.isRefusedUndo) {
            // What an operator would do; else it kept its locks.
            try await sagas.engine.retry(
                receipt.saga, by: "rehearsal", reason: "the refusal was rehearsed")
            summary = try await sagas.outcome(of: receipt.saga)
        }
        await faulty.settle()
        return summary
    }

    /// Nodes that cannot be asked would answer the same before and after.
    private func check(_ read: LiveScript.Read) async throws {
        let result = await executor.execute(read.call)
        guard result.outcome == .unreachable || result.outcome == .unknown else { return }
        throw InputError("\(read.title) has no answer: \(result.detail)")
    }

    private func answers(to reads: [LiveScript.Read]) async -> [String] {
        var answers: [String] = []
        for read in reads {
            let result = await executor.execute(read.call)
            let parts = result.reply.map { "\($0.key) = \($0.value)" }.sorted()
            let status = result.status.map { "\($0)" } ?? result.detail
            answers.append(([status] + parts).joined(separator: ", "))
        }
        return answers
    }

    private func finding(
        _ schedule: [Fault], _ summary: SagaSummary,
        _ answers: [(read: String, times: (before: String, after: String))]
    ) -> RehearsalFinding? {
        let (rule, words, advice): (RehearsalFinding.Rule, String, String)
        let changes = answers.filter { $0.times.before != $0.times.after }
        switch summary.status {
        case .compensated where changes.isEmpty: return nil
        case .compensated:
            rule = .changed
            words =
                "after the saga was undone "
                + changes.map { read, times in
                    "\(read) answers \(times.after), and answered \(times.before) before"
                }.joined(separator: "; ")
            let isRepeated = schedule.contains { [.late, .duplicated].contains($0.kind) }
            advice =
                isRepeated
                ? "a request that arrived twice, or late, had its effect: nodes should know "
                    + "Idempotency-Key; rehearse on stub nodes with 'keys: ignored' to see more"
                : "rehearse it on stub nodes for the step and the reason"
        default:
            rule = .parked
            words = "the saga is \(summary.status.rawValue) and not undone: \(summary.reason)"
            advice = "see what the nodes hold now; nothing was cleaned up"
        }
        return RehearsalFinding(
            rule: rule, instance: rehearsal.workflow.name, words: words, seen: [], advice: advice,
            world: "real nodes", faults: schedule, seed: rehearsal.options.seed)
    }
}

extension Fault {
    /// Whether a compensation is refused: then an operator has to help.
    fileprivate var isRefusedUndo: Bool {
        kind == .rejected && place.contains("compensation/")
    }
}

extension StepDefinition {
    /// Whether it waits for somebody's answer.
    fileprivate var asks: Bool {
        if case .signal = action.operation { true } else { false }
    }
}
