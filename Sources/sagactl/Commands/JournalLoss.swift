internal import ArgumentParser
internal import Foundation
internal import Journal
internal import Workers

extension JournalCommand {
    /// The command `sagactl journal accept-loss`.
    struct AcceptLoss: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "accept-loss",
            abstract: "Go on with what is left of an archive whose sagas are lost.",
            discussion: """
                An engine does not start when the archive lacks sagas that it took over, since \
                their submission keys would be accepted again. Restore a backup if there is one. \
                After this, the lost sagas are not known any more, and 'submit' runs them again.
                """)

        @Flag(help: "Do it; without this, nothing is changed.")
        var yes = false

        @OptionGroup var journal: JournalOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let directory = try journal.directory
            let (configuration, yes) = (try journal.configuration, yes)
            let (given, left) = try await Blocking.run {
                let journal = try LMDBJournal.open(
                    directory: directory, configuration: configuration)
                defer { journal.close() }
                let left = try SQLiteArchiveReader.open(directory: directory).count()
                let given = try yes ? journal.acceptLoss(archived: left) : journal.archivedCount()
                return (given, left)
            }
            if output.output != .text {
                var object = JSONObject()
                object.add("given", given)
                object.add("left", left)
                object.add("accepted", yes)
                return Terminal.print(object.text)
            }
            let words = "the archive took over \(given) sagas and has \(left)"
            Terminal.print(
                yes
                    ? "\(words); what is lost is not known any more"
                    : "\(words); with --yes, what is lost is not known any more")
        }
    }
}
