internal import ArgumentParser
internal import Foundation
internal import Journal
internal import Steps
internal import Workers

/// The command `sagactl journal`.
struct JournalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal", abstract: "Look at the journal itself.",
        subcommands: [Info.self, Verify.self, Export.self])

    /// The command `sagactl journal info`.
    struct Info: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
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

    /// The command `sagactl journal verify`.
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read every entry, and check that it is what was written.",
            discussion: "Exit code 7 if something is damaged.")

        /// Set in the process that reads: a truncated file ends it by a signal.
        @Flag(help: .hidden)
        var child = false

        @OptionGroup var journal: JournalOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let directory = try journal.directory
            guard child else { return try await runChild(directory) }
            let findings = try await Blocking.run {
                try JournalVerifier.verify(directory: directory)
            }
            if output.output != .text {
                for finding in findings {
                    var object = JSONObject()
                    object.add("saga", finding.saga?.description)
                    object.add("what", finding.what)
                    Terminal.print(object.text)
                }
            } else {
                for finding in findings {
                    let saga = finding.saga.map { "saga \($0): " } ?? ""
                    Terminal.print(saga + Terminal.safe(finding.what))
                }
                if findings.isEmpty { Terminal.print("everything is what was written") }
            }
            if !findings.isEmpty { throw EndedWith(status: .damaged) }
        }

        private func runChild(_ directory: String) async throws {
            let arguments = [
                "journal", "verify", "--child", "--journal", directory, "-o",
                output.output.rawValue,
            ]
            let process = try await Blocking.run {
                let process = Process()
                process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
                process.arguments = arguments
                try process.run()
                process.waitUntilExit()
                return (process.terminationReason, process.terminationStatus)
            }
            if process.0 == .uncaughtSignal {
                throw JournalError(
                    .damaged,
                    "reading the journal in \(directory) ended the process by signal "
                        + "\(process.1): its file is shorter than it should be; restore a backup")
            }
            if process.1 != 0 {
                throw EndedWith(status: ExitStatus(rawValue: process.1) ?? .error)
            }
        }
    }
}
