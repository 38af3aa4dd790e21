internal import ArgumentParser
internal import Foundation
internal import Journal
internal import Workers

extension JournalCommand {
    /// The command `sagactl journal backup`.
    struct Backup: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "backup",
            abstract: "Copy journal and archive into a new directory.",
            discussion: """
                An engine may run meanwhile. The backup is verified before it gets its name, so a \
                directory of that name is whole. A damaged journal is refused with exit code 7.
                """)

        @Argument(
            help: ArgumentHelp(
                "Directory to make; it must not exist.", valueName: "directory"))
        var destination: String

        @Flag(
            help: ArgumentHelp(
                "Back up what is whole of a damaged journal.",
                discussion: """
                    Sagas whose history may be cut off are parked in the backup. The exit code \
                    stays 7.
                    """))
        var salvage = false

        @OptionGroup var journal: JournalOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            guard !destination.isEmpty else {
                throw ValidationError("the backup's directory is empty")
            }
            let directory = try journal.directory
            let manifest = try await Blocking.run {
                try Journal.JournalBackup.make(
                    of: directory, at: destination, salvages: salvage)
            }
            if output.output == .ids {
                Terminal.print(destination)
            } else if output.output != .text {
                Terminal.print(manifest.json(directory: destination).text)
            } else if !output.quiet {
                Terminal.print(
                    "\(Terminal.safe(destination)): \(manifest.unfinished) unfinished and "
                        + "\(manifest.finished) finished sagas")
            }
            for damage in manifest.damages { Terminal.note("sagactl: \(Terminal.safe(damage))") }
            if !manifest.damages.isEmpty { throw EndedWith(status: .damaged) }
        }
    }

    /// The command `sagactl journal restore`.
    struct Restore: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "restore",
            abstract: "Make a journal of a backup.",
            discussion: """
                The backup is verified first; the journal's directory must be empty or absent. The \
                restored journal knows nothing of what came after the backup: unfinished sagas go \
                on from where they stood (nodes that honour idempotency keys answer again what \
                they did), and what was submitted later is not known any more.
                """)

        @Argument(help: "Directory that 'sagactl journal backup' made.")
        var backup: String

        @OptionGroup var journal: JournalOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let directory = try journal.directory
            let result = try await Blocking.run {
                try JournalRestore.run(from: backup, to: directory)
            }
            let manifest = result.manifest
            if output.output == .ids {
                Terminal.print(directory)
            } else if output.output != .text {
                Terminal.print(manifest.json(directory: directory, epoch: result.epoch).text)
            } else if !output.quiet {
                Terminal.print(
                    "\(Terminal.safe(directory)): epoch \(result.epoch), from a backup of "
                        + "\(manifest.createdAt)")
                Terminal.print(
                    "\(manifest.unfinished) unfinished sagas go on from there with 'sagactl "
                        + "resume'; \(manifest.finished) are finished")
            }
            guard !output.quiet else { return }
            Terminal.note(
                "sagactl: no engine may run on the old journal any more; what was submitted after "
                    + "the backup is not known to this one: compare with 'sagactl stats' before "
                    + "you submit it again")
        }
    }
}

extension BackupManifest {
    fileprivate func json(directory: String, epoch: Int? = nil) -> JSONObject {
        var object = JSONObject()
        object.add("directory", directory)
        object.add("identity", identity)
        object.add("epoch", epoch ?? self.epoch)
        object.add("createdAt", createdAt)
        object.add("unfinished", unfinished)
        object.add("finished", finished)
        object.add("entries", entries)
        object.add("bytes", journal.bytes + (archive?.bytes ?? 0))
        object.add("damages", damages)
        return object
    }
}
