internal import ArgumentParser
internal import Foundation
internal import SagaServer
internal import Steps
internal import Transport
internal import Workers

/// The command `sagactl endpoints`.
struct EndpointsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "endpoints",
        abstract: "Look at the endpoints of the nodes, and change them while an engine runs.",
        discussion: """
            'list', 'watch' and 'check' ask the engine that runs on the journal; without one they \
            look for themselves. The others change the running engine alone, until it ends; what \
            is to last goes into the cluster file.
            """,
        subcommands: [
            List.self, Watch.self, Check.self, Add.self, Remove.self, Weight.self, Activate.self,
        ])

    /// Refuses what is no weight, and what JSON could not carry to the engine.
    static func validate(weight: Double) throws {
        guard weight.isFinite, weight > 0 else {
            throw ValidationError("a weight is a number above 0")
        }
    }

    /// Where the endpoints are, and how they are printed.
    struct Options: ParsableArguments {
        @OptionGroup var journal: JournalOptions
        @OptionGroup var cluster: ClusterOptions
        @OptionGroup var output: OutputOptions

        /// The endpoints, as the engine sees them, or as they look from here.
        func rows() async throws -> [EndpointRow] {
            let socket = EngineSocket(directory: try journal.directory)
            if let rows = try await socket.get("/v1/endpoints", as: [EndpointRow].self) {
                return rows
            }
            return try await desk { await $0.rows() }
        }

        /// Looks from here, after the first checks.
        func desk<Answer>(_ body: (EndpointDesk) async -> Answer) async throws -> Answer {
            var cluster = try cluster.load()
            for (name, node) in cluster.nodes where node.failover.checks == nil {
                // Whoever asks wants to know, with a single endpoint as well.
                cluster.nodes[name]?.failover.checks = [
                    .http(path: "/ping/", status: 200, body: "PONG")
                ]
            }
            let executor = try HTTPStepExecutor(cluster: cluster, connectionsPerEndpoint: 1)
            return try await executor.serving {
                while await EndpointDesk(clients: executor.clients).rows()
                    .contains(where: { $0.state == EndpointState.unknown.rawValue })
                {
                    try await Task.sleep(for: .milliseconds(20))
                }
                return await body(EndpointDesk(clients: executor.clients))
            }
        }

        /// Changes the running engine, and prints what is then.
        func apply(_ change: EndpointChange) async throws {
            let socket = EngineSocket(directory: try journal.directory)
            guard
                let rows = try await socket.post("/v1/endpoints", change, as: [EndpointRow].self)
            else { throw socket.absence }
            EndpointPrinter(output).print(rows.filter { $0.node == change.node })
        }
    }

    /// The command `sagactl endpoints list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Show all endpoints.")

        @OptionGroup var options: Options

        func run() async throws {
            EndpointPrinter(options.output).print(try await options.rows())
        }
    }

    /// The command `sagactl endpoints watch`.
    struct Watch: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "watch",
            abstract: "Show all endpoints again and again, until Ctrl-C.")

        @Option(help: "How long to wait in between, such as 500ms or 2s.")
        var interval = Span(milliseconds: 1_000)

        @OptionGroup var options: Options

        func run() async throws {
            while true {
                let rows = try await options.rows()
                if Terminal.outputIsTerminal, options.output.output == .text {
                    Terminal.print("\u{1B}[H\u{1B}[2J")
                }
                EndpointPrinter(options.output).print(rows)
                Terminal.flush()
                try await Task.sleep(for: .milliseconds(interval.milliseconds))
            }
        }
    }

    /// The command `sagactl endpoints check`.
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "Run the checks of all endpoints now.",
            discussion: "Exit code 1 if one of them does not hold.")

        @OptionGroup var options: Options

        func run() async throws {
            let socket = EngineSocket(directory: try options.journal.directory)
            let checks =
                if let checks = try await socket.post(
                    "/v1/endpoints/check", [String](), as: [EndpointCheck].self)
                { checks } else { try await options.desk { await $0.check() } }
            EndpointPrinter(options.output).print(checks)
            if checks.contains(where: { $0.failure != nil }) { throw EndedWith(status: .error) }
        }
    }

    /// The command `sagactl endpoints add`.
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "add",
            abstract: "Add an endpoint to a node of the running engine.")

        @Argument var node: String
        @Argument(help: "http://HOST:PORT or https://HOST:PORT") var url: String
        @Option(help: "How much it is preferred.") var weight = 1.0
        @Option(help: "Where its replication lag is reported; else under its own URL.")
        var lag: String?
        @Flag(help: "Add it only if its checks hold now.") var mustBeHealthy = false
        @OptionGroup var options: Options

        func validate() throws { try EndpointsCommand.validate(weight: weight) }

        func run() async throws {
            try await options.apply(
                .add(
                    node: node, url: url, weight: weight, lag: lag,
                    mustBeHealthy: mustBeHealthy))
        }
    }

    /// The command `sagactl endpoints remove`.
    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove",
            abstract: "Remove an endpoint; what is under way there may end.")

        @Argument var node: String
        @Argument var url: String
        @OptionGroup var options: Options

        func run() async throws { try await options.apply(.remove(node: node, url: url)) }
    }

    /// The command `sagactl endpoints weight`.
    struct Weight: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "weight",
            abstract: "Change how much an endpoint is preferred.",
            discussion: "Requests move at once if that makes another one the heaviest healthy one.")

        @Argument var node: String
        @Argument var url: String
        @Argument(help: "A number above 0.") var weight: Double
        @OptionGroup var options: Options

        func validate() throws { try EndpointsCommand.validate(weight: weight) }

        func run() async throws {
            try await options.apply(.weight(node: node, url: url, weight: weight))
        }
    }

    /// The command `sagactl endpoints activate`.
    struct Activate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "activate",
            abstract: "Send a node's requests to one endpoint, until that is released.")

        @Argument var node: String
        @Argument(help: "The endpoint; left out with --release.") var url: String?
        @Flag(help: "Even if it is not healthy.") var force = false
        @Option(name: .customLong("for"), help: "For so long, such as 10m.") var duration: Span?
        @Flag(help: "End the choice; failback decides from now on.") var release = false
        @OptionGroup var options: Options

        func validate() throws {
            guard (url == nil) == release else {
                throw ValidationError("name an endpoint, or give --release")
            }
            if release, force || duration != nil {
                throw ValidationError("--release goes with neither --force nor --for")
            }
        }

        func run() async throws {
            guard let url else { return try await options.apply(.release(node: node)) }
            try await options.apply(
                .activate(
                    node: node, url: url, isForced: force,
                    seconds: duration.map { Double($0.milliseconds) / 1_000 }))
        }
    }
}

/// A time on the command line, written as in workflow files.
struct Span: ExpressibleByArgument {
    let milliseconds: Int64

    init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    init?(argument: String) {
        guard let span = DurationText.milliseconds(argument), span > 0 else { return nil }
        milliseconds = span.rawValue
    }

    var defaultValueDescription: String { Milliseconds(rawValue: milliseconds).description }
}
