internal import ArgumentParser
internal import Foundation
internal import SagaEngine
internal import Steps

/// What all verbs of the operator's desk share.
struct DeskOptions: ParsableArguments {
    @Option(
        name: .customLong("where"),
        help: ArgumentHelp(
            "Instead of ids: all unfinished sagas for which this holds, such as "
                + "'status=parked and node=node03'.", valueName: "expression"))
    var query: String?

    @Flag(name: .customLong("dry-run"), help: "Say what each saga would do, and change nothing.")
    var dryRun = false

    @Flag(help: "Do not ask before sagas are changed that --where found.")
    var yes = false

    @Option(
        help: ArgumentHelp("At most so many sagas in a second.", valueName: "n/s"),
        transform: Self.rate)
    var rate: Double?

    @OptionGroup var journal: JournalOptions
    @OptionGroup var cluster: ClusterOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if let query { _ = try Self.read(query) }
    }

    /// Reads a question, or says where it makes no sense.
    static func read(_ query: String) throws -> SagaQuery {
        do throws(SagaQueryError) {
            return try SagaQuery(query)
        } catch {
            throw ValidationError("--where: \(Terminal.safe(error.description))")
        }
    }

    private static func rate(_ text: String) throws -> Double {
        let number = text.hasSuffix("/s") ? text.dropLast(2) : text[...]
        guard let rate = Double(number), rate > 0, rate <= 1_000_000 else {
            throw ValidationError(
                "--rate '\(Terminal.safe(text))' is no rate above zero; write for example 20/s")
        }
        return rate
    }

    /// Checks why somebody does something: it is journaled.
    static func check(reason: String) throws {
        guard reason.utf8.count <= 1_000 else {
            throw ValidationError("--reason is at most 1,000 bytes long")
        }
        guard !reason.allSatisfy(\.isWhitespace) else {
            throw ValidationError("--reason is empty; it is what others will read in 'history'")
        }
    }
}
