internal import ArgumentParser
internal import SagaServer
internal import Steps

/// The command `sagactl signal`.
struct SignalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "signal",
        abstract: "Answer the question that a step of a saga asks.",
        discussion: """
            An answer that comes before the question is kept for it. 'sagactl show ID' shows what \
            a saga asks.
            """)

    @Argument(help: "The saga's id.")
    var id: String

    @Argument(help: "The step, or one instance of it such as approve@node01.")
    var step: String

    @Argument(help: "yes or no.")
    var answer: Answer

    @Option(
        help: ArgumentHelp(
            "A value that later steps can use; may be repeated.", valueName: "name=value"))
    var data: [String] = []

    @OptionGroup var journal: JournalOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var output: OutputOptions

    enum Answer: String, ExpressibleByArgument, CaseIterable {
        case yes, no
    }

    func run() async throws {
        let saga = try SagaArgument.parse(id)
        let access = OperatorAccess(
            directory: try journal.directory, journal: journal, cluster: cluster)
        let isRunning = try await access.apply(
            .signal(
                saga: saga.description, name: step, accepted: answer == .yes,
                values: try values(), by: OperatorAccess.name))
        guard !output.quiet else { return }
        Terminal.print(
            "saga \(saga): \(Terminal.safe(step)) is answered with \(answer.rawValue)"
                + (isRunning ? "" : "; 'sagactl resume' goes on with it"))
    }

    private func values() throws -> [String: Value] {
        var values: [String: Value] = [:]
        for pair in data {
            guard let equals = pair.firstIndex(of: "="), equals != pair.startIndex else {
                throw Failure(
                    message: "--data '\(Terminal.safe(pair))' is not of the form name=value",
                    status: .usage)
            }
            values[String(pair[..<equals])] = .string(String(pair[pair.index(after: equals)...]))
        }
        return values
    }
}

/// The command `sagactl cancel`.
struct Cancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "Undo sagas: what is under way comes back, then everything done is undone.",
        discussion: "Refused for a saga that is beyond its pivot.")

    @Argument(help: "Ids of sagas that are accepted, running or parked.")
    var ids: [String]

    @Option(help: "Why; it is journaled with your name.")
    var reason: String

    @OptionGroup var journal: JournalOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let sagas = try ids.map(SagaArgument.parse)
        let access = OperatorAccess(
            directory: try journal.directory, journal: journal, cluster: cluster)
        var failures: [String] = []
        for saga in sagas {
            let isRunning: Bool
            do {
                isRunning = try await access.apply(
                    .cancel(saga: saga.description, by: OperatorAccess.name, reason: reason))
            } catch let failure as Failure {
                failures.append(failure.message)
                continue
            }
            guard !output.quiet else { continue }
            Terminal.print(
                "saga \(saga) is to be undone"
                    + (isRunning ? "" : "; 'sagactl resume' goes on with it"))
        }
        if !failures.isEmpty { throw Failure(message: failures.joined(separator: "\n")) }
    }
}
