internal import ArgumentParser
internal import SagaEngine
internal import Steps

/// The command `sagactl skip`.
struct Skip: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "skip",
        abstract: "Take a step as done that has had no effect; --undo takes that back.",
        discussion: "Undone it can be until what comes after the step has begun.")

    @Argument(help: StepWords.help)
    var words: [String]

    @Flag(help: "Do the step after all.")
    var undo = false

    @Option(help: "Why; it is journaled with your name. Needed unless with --undo.")
    var reason: String?

    @OptionGroup var desk: DeskOptions

    func validate() throws {
        if !undo || reason != nil { try DeskOptions.check(reason: reason ?? "") }
    }

    func run() async throws {
        let words = try StepWords(self.words, isQuery: desk.query != nil)
        let verb: OperatorVerb = undo ? .unskip(step: words.step) : .skip(step: words.step)
        try await DeskRun(verb: verb, reason: reason ?? "", options: desk).run(words.sagas)
    }
}

/// The command `sagactl unskip`.
struct Unskip: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unskip",
        abstract: "Do a step after all that was skipped; the same as 'skip --undo'.")

    @Argument(help: StepWords.help)
    var words: [String]

    @Option(help: "Why; it is journaled with your name.")
    var reason = ""

    @OptionGroup var desk: DeskOptions

    func run() async throws {
        let words = try StepWords(self.words, isQuery: desk.query != nil)
        try await DeskRun(verb: .unskip(step: words.step), reason: reason, options: desk)
            .run(words.sagas)
    }
}

/// The command `sagactl settle`.
struct SettleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settle",
        abstract: "Say what became of a step whose outcome is not known.",
        discussion: """
            On the way forward: 'succeeded', its action took effect; 'rejected', it had none. On \
            the way back: 'succeeded', it is undone; 'rejected', there was never anything to undo.
            """)

    @Argument(help: "Ids of sagas (none with --where), the step, and 'succeeded' or 'rejected'.")
    var words: [String]

    @Option(help: "How you know; it is journaled with your name.")
    var reason: String

    @OptionGroup var desk: DeskOptions

    func validate() throws {
        try DeskOptions.check(reason: reason)
        guard let last = words.last, ["succeeded", "rejected"].contains(last) else {
            throw ValidationError("say at the end whether it 'succeeded' or was 'rejected'")
        }
    }

    func run() async throws {
        let words = try StepWords(Array(self.words.dropLast()), isQuery: desk.query != nil)
        let isDone = self.words.last == "succeeded"
        try await DeskRun(
            verb: .settle(step: words.step, succeeded: isDone), reason: reason, options: desk
        ).run(words.sagas)
    }
}

/// The command `sagactl edit`.
struct Edit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit",
        abstract: "Fill in the requests of a step with other inputs than the saga's.",
        discussion: "Only for a step of which nothing was sent: nodes know what they saw.")

    @Argument(help: StepWords.help)
    var words: [String]

    @Option(
        name: .customLong("input"),
        help: ArgumentHelp("An input of the step; may be repeated.", valueName: "name=value"))
    var inputs: [String] = []

    @Option(help: "Why; it is journaled with your name.")
    var reason: String

    @OptionGroup var desk: DeskOptions

    func validate() throws {
        try DeskOptions.check(reason: reason)
        if inputs.isEmpty { throw ValidationError("give the new value with --input name=value") }
    }

    func run() async throws {
        let words = try StepWords(self.words, isQuery: desk.query != nil)
        var values: [String: Value] = [:]
        for pair in inputs {
            guard let equals = pair.firstIndex(of: "="), equals != pair.startIndex else {
                throw Failure(
                    message: "--input '\(Terminal.safe(pair))' is not of the form name=value",
                    status: .usage)
            }
            values[String(pair[..<equals])] = .string(String(pair[pair.index(after: equals)...]))
        }
        try await DeskRun(
            verb: .edit(step: words.step, inputs: values), reason: reason, options: desk
        ).run(words.sagas)
    }
}

/// Ids of sagas, and the step of them that is meant: the last word.
struct StepWords {
    static let help: ArgumentHelp =
        "Ids of sagas, or - (none with --where), and the step, such as create@node01."

    let sagas: [String]
    let step: String

    init(_ words: [String], isQuery: Bool) throws {
        guard let step = words.last, isQuery ? words.count == 1 : words.count >= 2 else {
            throw Failure(
                message: isQuery
                    ? "with --where, name the step alone"
                    : "name the saga and the step, such as create@node01", status: .usage)
        }
        self.step = step
        sagas = Array(words.dropLast())
    }
}
