internal import ArgumentParser
internal import SagaEngine

/// The command `sagactl cancel`.
struct Cancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "Undo sagas: what is under way comes back, then everything done is undone.",
        discussion: "Refused for a saga that is beyond its pivot.")

    @Argument(help: "Ids of sagas that are accepted, running or parked, or -.")
    var ids: [String] = []

    @Option(help: "Why; it is journaled with your name.")
    var reason: String

    @OptionGroup var desk: DeskOptions

    func validate() throws { try DeskOptions.check(reason: reason) }

    func run() async throws {
        try await DeskRun(verb: .cancel, reason: reason, options: desk).run(ids)
    }
}

/// The command `sagactl compensate`.
struct Compensate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compensate",
        abstract: "Undo parked sagas.",
        discussion: "'sagactl plan --compensate ID' shows the requests. Refused beyond the pivot.")

    @Argument(help: "Ids of parked sagas, or -.")
    var ids: [String] = []

    @Option(help: "Why; it is journaled with your name.")
    var reason: String

    @OptionGroup var desk: DeskOptions

    func validate() throws { try DeskOptions.check(reason: reason) }

    func run() async throws {
        try await DeskRun(verb: .compensate, reason: reason, options: desk).run(ids)
    }
}

/// The command `sagactl forward`.
struct Forward: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forward",
        abstract: "Go past a compensation that has failed: its step stays in effect.",
        discussion: "The rest is undone. 'sagactl show ID' shows later what was left.")

    @Argument(help: "Ids of sagas, or -, that are parked on their way back.")
    var ids: [String] = []

    @Option(help: "Only this step, such as create@node01; else all that cannot be undone.")
    var step: String?

    @Option(help: "Why; it is journaled with your name.")
    var reason: String

    @OptionGroup var desk: DeskOptions

    func validate() throws { try DeskOptions.check(reason: reason) }

    func run() async throws {
        try await DeskRun(verb: .forward(step: step), reason: reason, options: desk)
            .run(ids)
    }
}

/// The command `sagactl abandon`.
struct Abandon: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "abandon",
        abstract: "End sagas as they stand: nothing more is done, and nothing undone.")

    @Argument(help: "Ids of sagas of which nothing is under way, or -.")
    var ids: [String] = []

    @Option(help: "Why; it is journaled with your name.")
    var reason: String

    @OptionGroup var desk: DeskOptions

    func validate() throws { try DeskOptions.check(reason: reason) }

    func run() async throws {
        try await DeskRun(verb: .abandon, reason: reason, options: desk).run(ids)
    }
}
