internal import ArgumentParser
internal import Journal
internal import SagaEngine
internal import SagaServer
internal import Steps
internal import Workers

/// The command `sagactl pause`.
struct PauseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Let sagas, a job, a workflow or a node rest; without any, list what rests.",
        discussion: """
            Nothing of what rests is begun, forward or backward; what is under way comes back. A \
            pause outlives the engine.
            """)

    @Argument(help: "Ids of sagas, or -.")
    var ids: [String] = []

    @OptionGroup var scope: PauseScope

    @Option(help: "Why; it is journaled with your name.")
    var reason: String?

    @OptionGroup var desk: DeskOptions

    private var isList: Bool { ids.isEmpty && desk.query == nil && scope.scopes.isEmpty }

    func validate() throws {
        if !isList { try DeskOptions.check(reason: reason ?? "") }
        try scope.check(beside: ids, desk)
    }

    func run() async throws {
        if isList { return try await PauseList(desk).print() }
        if let scope = scope.scopes.first {
            return try await PauseScope.apply(scope, true, reason ?? "", desk)
        }
        try await DeskRun(verb: .pause, reason: reason ?? "", options: desk).run(ids)
    }
}

/// The command `sagactl unpause`.
struct Unpause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unpause",
        abstract: "Let sagas, a job, a workflow or a node go on.")

    @Argument(help: "Ids of sagas, or -.")
    var ids: [String] = []

    @OptionGroup var scope: PauseScope

    @Option(help: "Why; it is journaled with your name.")
    var reason = ""

    @OptionGroup var desk: DeskOptions

    func validate() throws { try scope.check(beside: ids, desk) }

    func run() async throws {
        if let scope = scope.scopes.first {
            return try await PauseScope.apply(scope, false, reason, desk)
        }
        try await DeskRun(verb: .unpause, reason: reason, options: desk).run(ids)
    }
}

/// What is to rest, if not single sagas.
struct PauseScope: ParsableArguments {
    @Option(help: "A job: none of its sagas begins anything, or starts.")
    var job: String?

    @Option(help: "A workflow: none of its sagas begins anything, or starts.")
    var workflow: String?

    @Option(help: "A node: nothing is sent to it.")
    var node: String?

    var scopes: [Pause.Scope] {
        [job.map(Pause.Scope.job), workflow.map(Pause.Scope.workflow), node.map(Pause.Scope.node)]
            .compactMap { $0 }
    }

    func check(beside ids: [String], _ desk: DeskOptions) throws {
        let ways = scopes.count + (ids.isEmpty ? 0 : 1) + (desk.query == nil ? 0 : 1)
        guard ways <= 1 else {
            throw ValidationError("give ids, --where, --job, --workflow or --node: one of them")
        }
        if scopes.contains(where: { $0.name.isEmpty || $0.name.utf8.count > 1_000 }) {
            throw ValidationError("a name is between 1 and 1,000 bytes long")
        }
    }

    static func apply(
        _ scope: Pause.Scope, _ isPaused: Bool, _ reason: String, _ desk: DeskOptions
    ) async throws {
        let access = OperatorAccess(
            directory: try desk.journal.directory, journal: desk.journal, cluster: desk.cluster)
        if case .node(let name) = scope, isPaused, let cluster = try? desk.cluster.load(),
            cluster.nodes[name] == nil
        {
            throw Failure(
                message: "there is no node '\(Terminal.safe(name))'; there are "
                    + cluster.nodeNames.joined(separator: ", "), status: .usage)
        }
        let title = Terminal.safe("\(scope)")
        if desk.dryRun {
            return Terminal.print("\(title) would \(isPaused ? "rest" : "go on"); nothing was done")
        }
        let change = PauseChange(
            scope, isPaused: isPaused, by: OperatorAccess.name, reason: reason)
        let old = try await access.apply(change)
        guard !desk.output.quiet else { return }
        switch (isPaused, old) {
        case (true, nil): Terminal.print("\(title) is paused")
        case (true, let pause?):
            Terminal.print("\(title) was paused already by \(pause.by), \(pause.since)")
        case (false, nil): Terminal.print("\(title) was not paused")
        case (false, let pause?):
            Terminal.print("\(title) goes on; \(pause.by) had paused it at \(pause.since)")
        }
    }
}

extension OperatorAccess {
    /// Lets something rest, or go on; returns when that is durable.
    ///
    /// - Returns: the pause that was there before.
    func apply(_ change: PauseChange) async throws -> Pause? {
        try requireJournal()
        let socket = EngineSocket(directory: directory)
        if let old = try await socket.post("/v1/pauses", change, as: [Pause].self) {
            return old.first
        }
        let box = Box()
        try await withEngine { desk in
            do throws(Refusal) {
                box.old = try await desk.apply(change).first
            } catch {
                throw Failure(message: Terminal.safe(error.message))
            }
        }
        return box.old
    }

    /// Takes the answer out of the engine's run.
    private final class Box {
        var old: Pause?
    }
}

/// Prints what rests.
struct PauseList {
    private let options: DeskOptions

    init(_ options: DeskOptions) {
        self.options = options
    }

    func print() async throws {
        let directory = try options.journal.directory
        let (pauses, sagas) = try await Blocking.run {
            let source = try HistorySource.open(directory: directory)
            return (try source.pauses(), try source.unfinished(matching: .init()))
        }
        let rows =
            pauses.map { ($0.scope.word, $0.scope.name, $0.by, "\($0.since)", $0.reason) }
            + sagas.compactMap { saga in
                saga.pause.map { ("saga", "\(saga.id)", $0.by, "\($0.since)", $0.reason) }
            }
        guard options.output.output == .text else { return printJSON(rows) }
        guard !rows.isEmpty else {
            if !options.output.quiet { Terminal.note("nothing is paused") }
            return
        }
        var table = Table(
            ["PAUSED", "NAME", "BY", "SINCE", "WHY"], palette: options.output.palette)
        for row in rows {
            table.add([
                .init(row.0), .init(Terminal.safe(row.1)), .init(Terminal.safe(row.2)),
                .init(row.3), .init(Terminal.safe(row.4)),
            ])
        }
        table.print()
    }

    private func printJSON(_ rows: [(String, String, String, String, String)]) {
        let objects = rows.map { row in
            var object = JSONObject()
            object.add("paused", row.0)
            object.add("name", row.1)
            object.add("by", row.2)
            object.add("since", row.3)
            object.add("reason", row.4)
            return object
        }
        switch options.output.output {
        case .json: Terminal.print("[\(objects.map(\.text).joined(separator: ","))]")
        case .jsonl, .text: for object in objects { Terminal.print(object.text) }
        case .ids: for row in rows { Terminal.print(row.1) }
        }
    }
}
