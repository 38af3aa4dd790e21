internal import ArgumentParser
internal import Foundation
internal import SagaEngine
internal import Steps

/// The command `sagactl migrate`.
struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Move the unfinished sagas of a workflow to another version of it.",
        discussion: """
            Every unfinished saga is checked: what it has begun must have its place in the new \
            version. Those that can go on with it are moved, all in one commit; the others keep \
            the version that they have, and are listed with the reason. Exit code 1 if there are \
            any.
            """)

    @Argument(help: "The workflow's name.")
    var workflow: String

    @Option(help: "The new version: a workflow file, or the name of one in workflows/.")
    var to: String

    @Option(
        name: .customLong("map"),
        help: ArgumentHelp(
            "A step that has another id in the new version; may be repeated.",
            valueName: "old=new"))
    var renamed: [String] = []

    @Flag(name: .customLong("dry-run"), help: "Say what would be moved, and move nothing.")
    var dryRun = false

    @OptionGroup var journal: JournalOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var output: OutputOptions

    /// Sagas that stay behind are shown one by one, up to so many.
    private static let shown = 20

    func run() async throws {
        let definition = try WorkflowArgument.load(to)
        guard definition.name == workflow else {
            throw Failure(
                message: "\(Terminal.safe(to)) defines '\(definition.name)', and not "
                    + "'\(Terminal.safe(workflow))'", status: .usage)
        }
        let nodes = try cluster.load()
        try definition.check(in: nodes)
        let names = try names(in: definition)
        let engine = EmbeddedEngine(
            directory: try journal.directory, configuration: try journal.configuration,
            cluster: nodes, pool: PoolOptions.usual, board: Scoreboard(job: nil)
        ) { _ in }
        let dryRun = dryRun
        let box = Box()
        guard FileManager.default.fileExists(atPath: try journal.directory) else {
            throw Failure(message: "there is no journal \(Terminal.safe(try journal.directory))")
        }
        _ = try await engine.run(runs: false, resumes: false) { engine, _ in
            box.report = try await engine.migrate(
                to: try engine.define(definition), renamed: names, by: OperatorAccess.name,
                isTrial: dryRun)
        }
        print(box.report)
        if box.report.compatible < box.report.rows.count { throw EndedWith(status: .error) }
    }

    /// Takes the report out of the engine's run.
    private final class Box {
        var report = MigrationReport()
    }

    private func names(in definition: WorkflowDefinition) throws -> [String: String] {
        let ids = Set(definition.steps.map(\.id))
        var names: [String: String] = [:]
        for pair in renamed {
            let parts = pair.split(separator: "=" as Character).map(String.init)
            guard parts.count == 2, ids.contains(parts[1]), names[parts[0]] == nil else {
                throw Failure(
                    message: "--map '\(Terminal.safe(pair))' is not of the form old=new, with a "
                        + "step of the new version", status: .usage)
            }
            names[parts[0]] = parts[1]
        }
        return names
    }

    private func print(_ report: MigrationReport) {
        switch output.output {
        case .json, .jsonl: for row in report.rows { Terminal.print(json(row).text) }
        case .ids:
            for row in report.rows where row.verdict == .compatible {
                Terminal.print(row.saga.description)
            }
        case .text: printText(report)
        }
    }

    private func printText(_ report: MigrationReport) {
        let behind = report.rows.filter { $0.verdict != .compatible }
        for row in behind.prefix(Self.shown) {
            Terminal.print("  \(row.saga) \(Terminal.safe(row.verdict.words))")
        }
        if behind.count > Self.shown { Terminal.print("  … and \(behind.count - Self.shown) more") }
        let verb = dryRun ? "would be moved" : "were moved"
        Terminal.print(
            "\(report.rows.count) unfinished sagas of \(workflow) have another version: "
                + "\(report.compatible) \(verb), \(behind.count) cannot be")
        if report.unchanged > 0 {
            Terminal.print("\(report.unchanged) have the new version already")
        }
    }

    private func json(_ row: MigrationReport.Row) -> JSONObject {
        var object = JSONObject()
        object.add("saga", row.saga.description)
        object.add("verdict", row.verdict.word)
        object.add("reason", row.verdict == .compatible ? nil : row.verdict.words)
        return object
    }
}

extension MigrationVerdict {
    fileprivate var word: String {
        switch self {
        case .compatible: "compatible"
        case .needsMapping: "needsMapping"
        case .blocked: "blocked"
        }
    }

    fileprivate var words: String {
        switch self {
        case .compatible: "can go on"
        case .needsMapping(let steps):
            "needs mapping: has begun \(steps.joined(separator: ", ")), which the new version "
                + "lacks; give --map OLD=NEW"
        case .blocked(let reason): "is blocked: \(reason)"
        }
    }
}
