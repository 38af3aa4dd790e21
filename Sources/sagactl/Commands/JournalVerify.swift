internal import ArgumentParser
internal import Foundation
internal import Journal
internal import Steps
internal import Workers

extension JournalCommand {
    /// The command `sagactl journal verify`.
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify",
            abstract: "Read every page and entry, and check that it is what was written.",
            discussion: """
                Each line names a saga, or a place in the files, and what is wrong with it. Exit \
                code 7 if something is damaged.
                """)

        /// Set in the process that reads: whatever the files do to it, its parent can say so.
        @Flag(help: .hidden)
        var child = false

        @OptionGroup var journal: JournalOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let directory = try journal.directory
            guard child else { return try await runChild(directory) }
            let report = try await Blocking.run {
                try JournalVerifier.report(directory: directory)
            }
            for finding in report.findings { print(finding) }
            print(report)
            if !report.findings.isEmpty { throw EndedWith(status: .damaged) }
        }

        private func print(_ finding: JournalFinding) {
            switch output.output {
            case .text:
                Terminal.print(finding.words)
            case .json, .jsonl:
                var object = JSONObject()
                object.add("saga", finding.saga?.description)
                object.add("place", finding.place)
                object.add("what", finding.what)
                Terminal.print(object.text)
            case .ids:
                // Once each, below.
                break
            }
        }

        private func print(_ report: JournalReport) {
            let damaged = report.damaged.sorted()
            switch output.output {
            case .text:
                let counts =
                    "\(report.entries) entries of \(report.sagas) sagas and \(report.archived) "
                    + "archived sagas read"
                let end =
                    report.findings.isEmpty
                    ? "everything is what was written"
                    : "\(report.findings.count) things are wrong, with \(damaged.count) sagas"
                if !output.quiet { Terminal.print("\(counts): \(end)") }
            case .json, .jsonl:
                var object = JSONObject()
                object.add("entries", report.entries)
                object.add("sagas", report.sagas)
                object.add("archived", report.archived)
                object.add("findings", report.findings.count)
                object.add("damaged", damaged.map(\.description))
                Terminal.print(object.text)
            case .ids:
                for saga in damaged { Terminal.print(saga.description) }
            }
        }

        private func runChild(_ directory: String) async throws {
            let arguments =
                ["journal", "verify", "--child", "--journal", directory, "-o"]
                + [output.output.rawValue] + (output.quiet ? ["--quiet"] : [])
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
                        + "\(process.1); 'sagactl journal export' may still get out what is whole")
            }
            if process.1 != 0 {
                throw EndedWith(status: ExitStatus(rawValue: process.1) ?? .error)
            }
        }
    }
}

extension JournalFinding {
    /// The saga or the place, and what is wrong with it.
    var words: String {
        let subject = saga.map { "saga \($0)" } ?? place ?? "journal"
        return "\(subject): \(Terminal.safe(what))"
    }
}
