internal import ArgumentParser
internal import Journal
internal import SagaEngine
internal import SagaServer
internal import Steps
internal import Workers

/// The command `sagactl why`.
struct Why: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Say why a saga does not go on: a lock, a timer, a signal, a pause, an operator.",
        discussion: """
            A running engine also knows of full pools and limits, and of nodes that cannot be \
            reached; without one the journal is read.
            """)

    @Argument(help: "The saga's id.")
    var id: String

    @OptionGroup var journal: JournalOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let saga = try SagaArgument.parse(id)
        let directory = try journal.directory
        let cluster = try? cluster.load()
        let standing = try await Blocking.run {
            try JournalStanding(
                of: saga, in: HistorySource.open(directory: directory), cluster: cluster)
        }
        let live = try await EngineSocket(directory: directory)
            .post("/v1/why", WhyQuestion(saga: "\(saga)"), as: [[Wait]].self)
        let waits = live?.first ?? standing.waits
        switch output.output {
        case .ids: for wait in waits { if let saga = wait.saga { Terminal.print(saga) } }
        case .json: Terminal.print("[\(waits.map { $0.json.text }.joined(separator: ","))]")
        case .jsonl: for wait in waits { Terminal.print(wait.json.text) }
        case .text: printText(standing.machine, waits, isLive: live != nil)
        }
    }

    private func printText(_ saga: SagaMachine, _ waits: [Wait], isLive: Bool) {
        let status = output.palette.status(saga.status)
        guard !waits.isEmpty else { return Terminal.print("\(saga.id) is \(status)") }
        let words =
            isLive || saga.status == .parked
            ? ", and waits for" : "; no engine runs, so nothing goes on by itself. It waits for"
        Terminal.print("\(saga.id) is \(status)\(words)")
        for wait in waits {
            Terminal.print("  \(Terminal.safe(wait.text))")
            for advice in (wait.advice ?? "").split(separator: "; ") {
                Terminal.print("    \(Terminal.safe(String(advice)))")
            }
        }
    }
}

/// A saga by the journal alone, with what can be known around it.
struct JournalStanding: Sendable {
    let machine: SagaMachine
    let waits: [Wait]
    let cluster: ClusterDefinition

    init(of saga: SagaID, in source: HistorySource, cluster: ClusterDefinition?) throws {
        guard let machine = try source.machine(of: saga) else {
            throw Failure(message: "there is no saga \(saga) in this journal")
        }
        self.machine = machine
        let names = machine.plan.instances.compactMap(\.node) + machine.acceptance.nodes
        self.cluster =
            cluster
            ?? ClusterDefinition(
                nodes: Dictionary(
                    names.map { ($0, NodeDefinition(endpoints: [])) }, uniquingKeysWith: { $1 }))
        var around = SagaSurroundings()
        if machine.status == .accepted, let holder = try source.holder(of: machine.lockNames) {
            around.lock = (holder.lock, holder.saga.id, holder.saga.status)
        }
        for index in machine.steps.indices {
            guard let child = machine.child(index) else { continue }
            around.children[index] = try source.saga(job: machine.acceptance.job, key: child.key)
        }
        around.pauses = try source.pauses().filter { pause in
            switch pause.scope {
            case .job(let name): name == machine.acceptance.job
            case .workflow(let name): name == machine.acceptance.workflow
            case .node(let name): machine.plan.instances.contains { $0.node == name }
            }
        }
        let now = SystemClock().now()
        waits = machine.waits(
            at: now, wall: SystemClock().wall(), in: self.cluster, beside: around)
    }
}

extension Wait {
    /// What is waited for, and what can be done about it.
    var words: String {
        switch kind {
        case .signal: "\(text) ('\(advice ?? "")')"
        case .child, .lock, .pause: advice.map { "\(text) ('\($0)')" } ?? text
        default: text
        }
    }

    /// All of it.
    var json: JSONObject {
        var object = JSONObject()
        object.add("kind", kind.rawValue)
        object.add("text", text)
        object.add("step", step)
        object.add("node", node)
        object.add("pool", pool)
        object.add("saga", saga)
        object.add("until", until)
        object.add("advice", advice)
        return object
    }
}
