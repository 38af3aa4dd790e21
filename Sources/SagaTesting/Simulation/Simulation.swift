internal import Journal
internal import SagaEngine
internal import Steps

/// One run of a simulator: the world around the engine, and the engine's lives in it.
final class Simulation: @unchecked Sendable {
    // Touched by the thread that runs the simulation alone.

    /// A saga as the simulation knows it, durable entries alone.
    struct Record {
        /// Its name in the simulation, the same in every run of a seed.
        let label: String
        let definition: ContentHash
        let plan: StepPlan
        /// What it was started for, if another saga started it.
        let parent: ParentStep?
        /// Whether it holds locks while it runs.
        let isLocked: Bool
        var entries: [Entry] = []
        var hashes: [EntryHash] = []
        /// The journal's length at each entry: what came first.
        var orders: [Int] = []
        var status = SagaStatus.accepted
        var faults = 0
    }

    let options: SimulationOptions
    let cluster: ClusterDefinition
    let time: SimulatedTime
    var plan: FaultPlan
    var report: SimulationReport
    let disk = MemoryJournal()
    var records: [SagaID: Record] = [:]
    var definitions: [ContentHash: WorkflowDefinition] = [:]
    /// The tries whose intent is durable.
    var intents: Set<String> = []
    var nodes: SimulatedNodes
    /// What stands in for the nodes in a rehearsal.
    let stage: Stage?
    var endpoints: [String: [SimulatedEndpoint]] = [:]
    var waves: [Wave] = []
    var acknowledged: [Evidence.Submission] = []
    /// How much was written, as the order of all things.
    var order = 0
    var clockOffset = Milliseconds(rawValue: 0) {
        didSet { farthestOffset = max(farthestOffset, clockOffset) }
    }
    /// How far forward the clock has been set at most.
    private(set) var farthestOffset = Milliseconds(rawValue: 0)
    var isArchiveFailing = false
    private(set) var life: Life?
    private var isDying = false
    private(set) var isFinished = false
    private var mustEndBy: Milliseconds?
    private var requestsAtFailure: Int?
    private var calmSince: Milliseconds?
    private let patience: Milliseconds
    private let tracer: ((String) -> Void)?
    private lazy var archive = MemoryArchive { [unowned self] _ throws(JournalError) in
        if isArchiveFailing {
            throw JournalError(.diskFailed, "the archive of the simulation fails")
        }
    }

    init(
        seed: UInt64, subjects: [SimulatedSubject], options: SimulationOptions,
        stage: Stage? = nil, tracer: ((String) -> Void)?
    ) throws {
        self.stage = stage
        self.options = options
        patience = subjects.reduce(options.patience) { $0 + $1.workflow.pauses }
        self.tracer = tracer
        time = SimulatedTime(seed: seed)
        plan = FaultPlan(
            seed: seed, kinds: options.faults, rates: options.rates, only: options.onlyFaults,
            schedule: stage?.schedule)
        report = SimulationReport(seed: seed)
        self.nodes = SimulatedNodes(keepBarrier: options.barrier == .kept)
        var nodes: [String: NodeDefinition] = [:]
        for (name, count) in options.nodes {
            let urls = (1...max(1, count)).map { "http://\(name)-\($0):1" }
            endpoints[name] = urls.map { SimulatedEndpoint(url: $0) }
            nodes[name] = NodeDefinition(
                endpoints: urls.map { EndpointDefinition(url: $0) },
                timestamps: stage?.nodes.rules.keepsHeaders ?? true,
                maxRequestLifetime: options.barrier.requestLifetime, sharesIdempotency: true,
                barrier: options.barrier != .none)
        }
        cluster = ClusterDefinition(nodes: nodes)
        waves = try stage.map { [$0.wave] } ?? Wave.all(of: subjects, options: options, plan)
    }

    /// Says what happens, if somebody listens.
    func trace(_ text: @autoclosure () -> String) {
        guard let tracer else { return }
        tracer("\(TraceTime(time.now)) \(text())")
    }

    /// Runs to the end, and judges.
    func run() throws -> SimulationReport {
        for index in waves.indices {
            time.after(waves[index].moment) { [self] in submit(wave: index) }
        }
        try begin()
        second(1)
        while !isFinished {
            if isDying {
                try restart()
            } else if !time.runJob(), !time.runEvent() {
                violate("P13: nothing happens any more, and not everything has ended")
                break
            }
        }
        try finish()
        return report
    }

    func violate(_ words: String) {
        trace("violation: \(words)")
        report.violations.append(words)
    }

    // MARK: Lives

    private func begin() throws {
        report.starts += 1
        isArchiveFailing = false
        let life = try Life(report.starts, self, archive: archive)
        trace("engine \(life.number) starts")
        self.life = life
        life.start()
        if plan.ofRecovery(life.number) {
            var dice = plan.dice("r\(life.number)!")
            time.after(Milliseconds(rawValue: Int64(dice.roll(30)))) { [self] in
                if self.life === life { die("while it recovers") }
            }
        }
    }

    /// Lets the engine die before anything else happens.
    func die(_ words: String) {
        guard !isDying else { return }
        trace("engine \(report.starts) dies \(words)")
        isDying = true
        troubleForAll()
    }

    private func restart() throws {
        end()
        mustEndBy = nil
        isDying = false
        try begin()
    }

    /// Ends the present life; everything asynchronous must come to its end by itself.
    private func end() {
        life?.die()
        while time.runJob() {}
        if let running = life?.running, running > 0 {
            violate("P15: \(running) pieces of work of a dead engine never end")
        }
        life = nil
    }

    // MARK: Every second

    private func second(_ number: Int) {
        // Later there is less to look for.
        time.after(plan.isOver ? 5_000 : 1_000) { [self] in
            guard !isFinished else { return }
            if !plan.isOver, time.now >= options.faultTime { calm() }
            if let kind = plan.ofMoment(number) { strike(kind, at: number) }
            if number % 20 == 0 { sendOn() }
            checkFailure()
            checkEnd()
            second(number + 1)
        }
    }

    private func calm() {
        trace("nothing goes wrong any more")
        plan.isOver = true
        calmSince = time.now
        // Somebody sets the clock right: what people planned would come hours late.
        clockOffset = 0
        life?.clock.offset = 0
        for node in endpoints.keys {
            for index in endpoints[node]?.indices ?? 0..<0 {
                endpoints[node]?[index].downUntil = 0
                endpoints[node]?[index].hangsUntil = 0
            }
        }
        // An archive that failed is tried again at the next start. Else what an engine forgets must
        // not always be made good by another one.
        var dice = plan.dice("calm")
        if isArchiveFailing || (stage == nil && dice.roll(2) == 0) { die("and starts afresh") }
    }

    /// An engine whose disk failed has to end by itself, at the latest when all calls came back.
    private func checkFailure() {
        guard let life, !isDying else { return }
        if life.isOver {
            if !life.journal.isDead { violate("P15: the engine ended: \(life.failure as Any)") }
            die("by itself")
        } else if life.journal.isDead {
            let limit = mustEndBy ?? time.now + .seconds(600)
            if mustEndBy == nil { requestsAtFailure = nil }
            mustEndBy = limit
            // What was under way has had its time by then.
            if requestsAtFailure == nil, limit - time.now < .seconds(300) {
                requestsAtFailure = report.requests
            }
            if time.now > limit {
                // One that has nothing to write learns nothing of its journal: whoever started it
                // ends it.
                if report.requests != requestsAtFailure {
                    violate("P15: the engine goes on although its journal has failed")
                }
                die("late")
            }
        }
    }

    private func checkEnd() {
        if stage?.isDecided == true {
            isFinished = true
        } else if waves.allSatisfy(\.isAcknowledged), records.values.allSatisfy(\.status.isTerminal)
        {
            isFinished = true
        } else if let calmSince, time.now - calmSince > patience {
            for record in records.values.sorted(by: { $0.label < $1.label })
            where !record.status.isTerminal {
                violate("P13: \(record.label) is \(record.status) long after all faults")
            }
            for wave in waves where !wave.isAcknowledged {
                violate("P13: \(wave.keys.count) sagas of \(wave.job) are not accepted")
            }
            isFinished = true
        }
    }

    private func finish() throws {
        plan.isOver = true
        // What is still on its way arrives.
        end()
        while time.runEvent() { while time.runJob() {} }
        // A rehearsal judges the definition, not the engine.
        if stage == nil {
            if report.violations.isEmpty { try checkRecovery() }
            judge(archive)
        }
        report.time = time.now
        report.faults = plan.happened
        for record in records.values {
            report.ends[record.status, default: 0] += 1
            report.faultsMet += record.faults
            if record.faults >= 20 { report.sagasInTrouble += 1 }
            report.entries += record.entries.count
        }
    }

    /// P10: one more start finds everything as it was left, and changes nothing.
    private func checkRecovery() throws {
        func written() -> Int { records.values.reduce(0) { $0 + $1.entries.count } }
        let (before, limit) = (written(), time.now + .seconds(600))
        try begin()
        while time.now < limit, time.runJob() || time.runEvent() {}
        guard let life else { return }
        if !life.hasRecovered { violate("P10: an engine does not recover when all is done") }
        let left = life.engine.unsettled
        if left != 0 { violate("P10: an engine takes \(left) sagas up when all have ended") }
        end()
        let more = written() - before
        if more != 0 { violate("P10: an engine writes \(more) entries when all have ended") }
    }
}

extension WorkflowDefinition {
    /// The longest that its steps can ask to wait, one after the other.
    fileprivate var pauses: Milliseconds {
        steps.flatMap { [$0.action, $0.compensation] }.reduce(0) { sum, call in
            switch call?.operation {
            case .sleep(let span): sum + span
            case .signal(let question): sum + (question.limit ?? 0)
            case .saga(let child): sum + (child.definition?.pauses ?? 0)
            case .http, .program, .registered, nil: sum
            }
        }
    }
}

/// A moment of a trace: hours, minutes, seconds, milliseconds.
struct TraceTime: CustomStringConvertible {
    private let time: Milliseconds

    init(_ time: Milliseconds) {
        self.time = time
    }

    var description: String {
        let value = time.rawValue
        func padded(_ number: Int64, _ width: Int) -> String {
            let text = "\(number)"
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
        return "\(padded(value / 3_600_000, 2)):\(padded(value / 60_000 % 60, 2)):"
            + "\(padded(value / 1_000 % 60, 2)).\(padded(value % 1_000, 3))"
    }
}
