internal import Journal
internal import Steps
internal import Transport

/// The journal and the archive of a directory, open.
struct SagaFiles: Sendable {
    let journal: LMDBJournal
    let archive: SQLiteArchive

    /// Blocks.
    static func open(
        _ directory: String, _ configuration: JournalConfiguration
    ) throws(JournalError) -> SagaFiles {
        let journal = try LMDBJournal.open(directory: directory, configuration: configuration)
        do throws(JournalError) {
            return SagaFiles(
                journal: journal,
                archive: try SQLiteArchive.open(directory: directory, of: journal))
        } catch {
            journal.close()
            throw error
        }
    }

    /// The only way into the journal, started.
    ///
    /// - Parameter shards: where those are told who wait for a commit; `nil`: by its own thread.
    func writer(
        telling shards: EventLoopShards?,
        _ onFailure: @escaping @Sendable (JournalError) -> Void
    ) -> JournalWriter {
        let writer =
            if let shards {
                JournalWriter(
                    store: journal, archive: archive, deliver: shards.deliver, onFailure: onFailure)
            } else {
                JournalWriter(store: journal, archive: archive, onFailure: onFailure)
            }
        writer.start()
        return writer
    }

    /// What moves finished sagas into the archive, started.
    func archiver(
        _ writer: JournalWriter, onFailure: @escaping @Sendable (JournalError) -> Void
    ) -> Archiver {
        let archiver = Archiver(
            journal: journal, archive: archive, writer: writer, onFailure: onFailure)
        archiver.start()
        return archiver
    }

    /// A saga at a glance, or `nil` if there is no such saga.
    ///
    /// Blocks.
    func summary(of saga: SagaID) throws -> SagaSummary? {
        // It is removed from the journal only when it is in the archive.
        var entries = try journal.entries(of: saga)
        if entries.isEmpty { entries = try archive.entries(of: saga) ?? [] }
        return SagaSummary(folding: try entries.map { try EntryCodec.decode($0.bytes).entry })
    }

    /// Closes everything in order.
    ///
    /// Blocks.
    func close(_ writer: JournalWriter, _ archiver: Archiver) {
        archiver.close()
        writer.close()
        archive.close()
        journal.close()
    }
}
