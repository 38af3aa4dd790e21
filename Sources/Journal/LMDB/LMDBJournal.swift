internal import LMDB
public import Steps
internal import Synchronization

/// The embedded journal: an LMDB environment that this process owns.
public final class LMDBJournal: JournalStore {
    private struct Opened {
        var reader: LMDBJournalReader
        /// Released after the environment.
        var lock: OwnerLock
        var commits = 0
    }

    /// Journals that this process owns, so that readers in it share the environment: LMDB must
    /// not open one twice.
    private static let owned = Mutex<[String: LMDBJournalReader]>([:])
    /// Dead readers are looked for once in so many commits.
    private static let commitsPerReaderCheck = 1_024

    private let directory: String
    private let configuration: JournalConfiguration
    private let opened: Mutex<Opened?>

    private init(
        directory: String, configuration: JournalConfiguration, lock: OwnerLock,
        reader: LMDBJournalReader
    ) {
        self.directory = directory
        self.configuration = configuration
        opened = Mutex(Opened(reader: reader, lock: lock))
    }

    deinit {
        close()
    }

    /// Opens the journal in a directory, or makes it; blocks.
    ///
    /// - Throws: ``JournalError``, `inUse` with the owner's process id if there is one.
    public static func open(
        directory: String, configuration: JournalConfiguration = JournalConfiguration()
    ) throws(JournalError) -> LMDBJournal {
        try JournalDirectory.prepare(directory, capacity: configuration.capacityBytes)
        let lock = try OwnerLock(directory: directory)
        Failpoint.hit("journal.locked")
        let reader = try LMDBFailure.translated {
            let environment = try Environment(
                directory: directory,
                options: .init(
                    mapSize: configuration.capacityBytes, maxTables: JournalTables.names.count))
            return try LMDBJournalReader(environment: environment, path: directory)
        }
        owned.withLock { $0[JournalDirectory.canonical(directory)] = reader }
        Failpoint.hit("journal.opened")
        return LMDBJournal(
            directory: directory, configuration: configuration, lock: lock, reader: reader)
    }

    /// Lets go of the journal; the file is closed when the last reader in this process is gone.
    public func close() {
        let last = opened.withLock { opened in
            defer { opened = nil }
            return opened
        }
        guard last != nil else { return }
        let path = JournalDirectory.canonical(directory)
        // Out of the lock before it is dropped: closing the environment may take a while.
        _ = Self.owned.withLock { $0.removeValue(forKey: path) }
    }

    static func owned(directory: String) -> LMDBJournalReader? {
        owned.withLock { $0[JournalDirectory.canonical(directory)] }
    }

    /// Why no new sagas are accepted; `nil` if they are.
    public func admission() -> JournalError? {
        do throws(JournalError) {
            let reader = try reader()
            let used = try LMDBFailure.translated {
                try reader.environment.read { try $0.usedBytes(of: reader.tables.all) }
            }
            if used > limit { return full(used) }
        } catch {
            return error
        }
        if let free = JournalDirectory.freeBytes(directory), free < configuration.freeDiskBytes {
            return JournalError(
                .full,
                "the disk of \(directory) has only \(free) bytes left: make room, and "
                    + "submit again")
        }
        return nil
    }

    /// Applies all writes, in order, in one transaction that is durable on return.
    public func commit(_ writes: [JournalWrite]) throws(JournalError) -> [SagaID: SagaID] {
        let reader = try reader()
        if isReaderCheckDue() {
            try LMDBFailure.translated { try reader.environment.clearDeadReaders() }
        }
        return try LMDBFailure.translated {
            try reader.environment.write { transaction in
                var changes = JournalChanges(tables: reader.tables)
                for write in writes { try changes.apply(write, in: transaction) }
                try changes.finish(in: transaction)
                // Accepts must not use up what is kept for the outcomes of sagas that run.
                guard changes.acceptsNew || changes.acceptsChildren else { return changes.refused }
                let used = try transaction.usedBytes(of: reader.tables.all)
                let limit = changes.acceptsNew ? limit : limit + configuration.reserveBytes / 2
                guard used <= limit else { throw full(used) }
                return changes.refused
            }
        }
    }

    private var limit: Int { configuration.capacityBytes - configuration.reserveBytes }

    private func full(_ used: Int) -> JournalError {
        JournalError(
            .full,
            "the journal \(directory) is full (\(used) of \(configuration.capacityBytes) "
                + "bytes; the rest is kept for sagas that run): let 'sagactl resume' finish "
                + "them, or raise SAGA_JOURNAL_SIZE")
    }

    private func isReaderCheckDue() -> Bool {
        opened.withLock { opened in
            opened?.commits += 1
            return (opened?.commits ?? 0) % Self.commitsPerReaderCheck == 0
        }
    }

    func reader() throws(JournalError) -> LMDBJournalReader {
        guard let reader = opened.withLock({ $0?.reader }) else {
            throw JournalError(.closed, "the journal \(directory) was closed")
        }
        return reader
    }
}
