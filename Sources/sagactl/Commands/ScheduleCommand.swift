internal import ArgumentParser
internal import Foundation
internal import SagaEngine
internal import SagaServer
internal import Steps
internal import Workers

/// The command `sagactl schedule`.
struct ScheduleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule",
        abstract: "Let workflows run by themselves, as their 'schedule' says.",
        discussion: """
            Schedules stand in the journal. They run while an engine does: 'sagactl serve', or \
            any other command that runs sagas.
            """,
        subcommands: [Add.self, List.self, Pause.self, Unpause.self, Remove.self, Next.self])

    struct Options: ParsableArguments {
        @OptionGroup var journal: JournalOptions
        @OptionGroup var cluster: ClusterOptions
        @OptionGroup var output: OutputOptions

        func apply(
            _ change: SagaChange, _ words: String, makesJournal: Bool = false
        ) async throws {
            let access = OperatorAccess(
                directory: try journal.directory, journal: journal, cluster: cluster)
            let isRunning = try await access.apply(change, makesJournal: makesJournal)
            guard !output.quiet else { return }
            Terminal.print(
                Terminal.safe(words)
                    + (isRunning || !makesJournal ? "" : "; it runs with 'sagactl serve'"))
        }
    }

    /// The command `sagactl schedule add`.
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add",
            abstract: "Register a workflow's schedule, or change the one of this name.")

        @Argument(help: "A workflow file with a 'schedule', or the name of one in workflows/.")
        var workflow: String

        @Option(help: "The schedule's name (default: the workflow's).")
        var name: String?

        @OptionGroup var options: Options

        func validate() throws {
            if let name, name.isEmpty || name.utf8.count > 100 {
                throw ValidationError("--name is between 1 and 100 bytes long")
            }
        }

        func run() async throws {
            let (definition, schedule) = try Self.load(workflow)
            try definition.check(in: try options.cluster.load())
            let name = name ?? definition.name
            try await options.apply(
                .setSchedule(name: name, workflow: definition, schedule),
                "schedule \(name) is registered", makesJournal: true)
        }

        static func load(_ argument: String) throws -> (WorkflowDefinition, ScheduleDefinition) {
            let definition = try WorkflowArgument.load(argument)
            guard let schedule = definition.schedule else {
                throw Failure(
                    message: "the workflow '\(definition.name)' has no 'schedule'", status: .usage)
            }
            return (definition, schedule)
        }
    }

    /// The command `sagactl schedule pause`.
    struct Pause: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "pause",
            abstract: "Let a schedule rest; what it misses meanwhile is not caught up.")

        @Argument(help: "The schedule's name.")
        var name: String

        @OptionGroup var options: Options

        func run() async throws {
            try await options.apply(
                .pauseSchedule(name: name, true), "schedule \(name) is paused")
        }
    }

    /// The command `sagactl schedule unpause`.
    struct Unpause: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "unpause", abstract: "Let a paused schedule go on.")

        @Argument(help: "The schedule's name.")
        var name: String

        @OptionGroup var options: Options

        func run() async throws {
            try await options.apply(
                .pauseSchedule(name: name, false), "schedule \(name) goes on")
        }
    }

    /// The command `sagactl schedule remove`.
    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove",
            abstract: "Remove a schedule; the sagas that it has submitted go on.")

        @Argument(help: "The schedule's name.")
        var name: String

        @OptionGroup var options: Options

        func run() async throws {
            try await options.apply(.removeSchedule(name: name), "schedule \(name) is removed")
        }
    }

    /// The command `sagactl schedule next`.
    struct Next: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "next",
            abstract: "Show the next planned moments of a workflow's schedule, in UTC.")

        @Argument(help: "A workflow file with a 'schedule', or the name of one in workflows/.")
        var workflow: String

        @Option(help: "How many.")
        var count = 5

        func validate() throws {
            guard (1...1_000).contains(count) else {
                throw ValidationError("--count is between 1 and 1000")
            }
        }

        func run() throws {
            let (_, schedule) = try Add.load(workflow)
            var moment = SystemClock().now()
            for _ in 0..<count {
                guard let next = schedule.next(after: moment) else { return }
                Terminal.print(next.description)
                moment = next
            }
        }
    }
}

extension ScheduleCommand {
    /// The command `sagactl schedule list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Show all schedules.")

        @OptionGroup var journal: JournalOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let directory = try journal.directory
            let socket = EngineSocket(directory: directory)
            let rows: [ScheduleRow]
            if let answer = try await socket.get("/v1/schedules", as: [ScheduleRow].self) {
                rows = answer
            } else {
                rows = try await Blocking.run {
                    try HistorySource.open(directory: directory).schedules().map {
                        ScheduleRow($0, at: SystemClock().now())
                    }
                }
            }
            print(rows)
        }

        private func print(_ rows: [ScheduleRow]) {
            switch output.output {
            case .jsonl: for row in rows { Terminal.print(Self.json(row).text) }
            case .json:
                Terminal.print("[\(rows.map { Self.json($0).text }.joined(separator: ","))]")
            case .ids: for row in rows { Terminal.print(Terminal.safe(row.name)) }
            case .text:
                guard !rows.isEmpty else {
                    if !output.quiet { Terminal.note("no schedules") }
                    return
                }
                var table = Table(
                    ["NAME", "WORKFLOW", "WHEN", "ZONE", "OVERLAP", "NEXT", "RUNS", "SKIPPED"],
                    palette: output.palette)
                for row in rows {
                    table.add([
                        .init(Terminal.safe(row.name)), .init(row.workflow), .init(row.timing),
                        .init(row.zone), .init(row.overlap),
                        .init(row.isPaused ? "paused" : row.next ?? "never"), "\(row.runs)",
                        "\(row.skipped)",
                    ])
                }
                table.print()
            }
        }

        private static func json(_ row: ScheduleRow) -> JSONObject {
            var object = JSONObject()
            object.add("name", row.name)
            object.add("workflow", row.workflow)
            object.add("timing", row.timing)
            object.add("zone", row.zone)
            object.add("overlap", row.overlap)
            object.add("paused", row.isPaused)
            object.add("next", row.next)
            object.add("runs", row.runs)
            object.add("skipped", row.skipped)
            object.add("lastRun", row.lastRun)
            return object
        }
    }
}
