internal import ArgumentParser
internal import Foundation
internal import Journal

/// Submits, resumes and audits durable sagas.
@main
struct Sagactl: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sagactl",
        abstract: "Change many nodes at once: on all of them, or on none.",
        discussion: """
            Every change is a saga: steps with compensations, journaled before they run, so that \
            a crash at any instant is resumed.
            """,
        version: "0.1.0",
        // Each names itself: made from the names of types, the names cost a fifth of the start.
        subcommands: [
            Submit.self, Resume.self, Serve.self, List.self, Show.self, History.self,
            Why.self, Retry.self, Skip.self, Unskip.self, SettleCommand.self, Edit.self,
            Compensate.self, Forward.self, Abandon.self, Cancel.self, PauseCommand.self,
            Unpause.self, SignalCommand.self, Locks.self, Migrate.self,
            ScheduleCommand.self, Stats.self, Validate.self, Plan.self, JournalCommand.self,
            EndpointsCommand.self, Simulate.self, Rehearse.self, Conform.self, BenchCommand.self,
        ])

    static func main() async {
        // A reader that goes away (a pager, `head`) is an error to report, not a signal to die of.
        signal(SIGPIPE, SIG_IGN)
        // So is a file that may not grow any further.
        signal(SIGXFSZ, SIG_IGN)
        DamagedFile.endsProcessWithWords()
        Failpoint.validate()
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            Terminal.flush()
        } catch {
            Terminal.flush()
            Failure.exit(with: error)
        }
    }
}
