internal import ArgumentParser
internal import Foundation
internal import Journal
internal import Steps
internal import Workers

/// The command `sagactl journal`.
struct JournalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal", abstract: "Look at the journal itself.",
        subcommands: [
            Info.self, Verify.self, Export.self, Backup.self, Restore.self, AcceptLoss.self,
        ])

    /// The command `sagactl journal info`.
    struct Info: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "info",
            abstract: "Show where the journal is, how full it is, and what it holds.")

        @OptionGroup var journal: JournalOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let directory = try journal.directory
            let (information, counts) = try await Blocking.run {
                let source = try HistorySource.open(directory: directory)
                let counts = try SagaPhase.allCases.map { try source.count(of: $0) }
                return (try source.information(), counts)
            }
            if output.output != .text {
                return Terminal.print(json(directory, information, counts).text)
            }
            Terminal.print("directory   \(Terminal.safe(directory))")
            Terminal.print("identity    \(information.identity)")
            Terminal.print("epoch       \(information.epoch)")
            Terminal.print("format      \(information.formatVersion)")
            Terminal.print(
                "size        \(information.usedBytes) of \(information.capacityBytes) bytes")
            Terminal.print("entries     \(information.entries)")
            Terminal.print(
                "sagas       \(counts[0]) waiting, \(counts[1]) active, "
                    + "\(counts[2]) ended and not archived yet")
        }

        private func json(
            _ directory: String, _ information: JournalInformation, _ counts: [Int]
        ) -> JSONObject {
            var object = JSONObject()
            object.add("directory", directory)
            object.add("identity", information.identity)
            object.add("epoch", information.epoch)
            object.add("format", information.formatVersion)
            object.add("usedBytes", information.usedBytes)
            object.add("capacityBytes", information.capacityBytes)
            object.add("entries", information.entries)
            object.add("waiting", counts[0])
            object.add("active", counts[1])
            object.add("ended", counts[2])
            return object
        }
    }
}
