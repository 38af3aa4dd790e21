public import Journal
public import Steps
internal import Synchronization

/// An archive that keeps everything in memory, and fails when it is told to.
public final class MemoryArchive: Archive {
    /// Called before sagas are stored; what it throws is what ``store(_:)`` throws.
    public typealias Fault = @Sendable ([ArchivedSaga]) throws(JournalError) -> Void

    private struct State {
        var sagas: [SagaID: ArchivedSaga] = [:]
        var keys: [SubmissionKey: SagaID] = [:]
        var definitions: [ContentHash: [UInt8]] = [:]
    }

    private let state = Mutex(State())
    private let fault: Fault

    /// Makes an empty archive.
    public init(fault: @escaping Fault = { _ throws(JournalError) in }) {
        self.fault = fault
    }

    /// See `Archive`.
    public func store(_ sagas: [ArchivedSaga]) throws(JournalError) {
        try fault(sagas)
        try state.withLock { state throws(JournalError) in
            for saga in sagas {
                guard let stored = state.sagas[saga.summary.id] else { continue }
                guard stored.entries.last == saga.entries.last else {
                    throw JournalError(
                        .damaged, "saga \(saga.summary.id) is archived with another history"
                    ).about(saga.summary.id)
                }
            }
            for saga in sagas {
                let acceptance = saga.summary.acceptance
                state.sagas[saga.summary.id] = saga
                state.definitions[acceptance.definition] = saga.definition
                state.keys[SubmissionKey(job: acceptance.job, key: acceptance.key)] =
                    saga.summary.id
            }
        }
    }

    /// See `ArchiveReading`.
    public func entries(of saga: SagaID) throws(JournalError) -> [EncodedEntry]? {
        state.withLock { $0.sagas[saga]?.entries }
    }

    /// See `ArchiveReading`.
    public func saga(job: String, key: String) throws(JournalError) -> SagaID? {
        state.withLock { $0.keys[SubmissionKey(job: job, key: key)] }
    }

    /// See `ArchiveReading`.
    public func definition(_ hash: ContentHash) throws(JournalError) -> [UInt8]? {
        state.withLock { $0.definitions[hash] }
    }

    private static func matches(
        _ filter: SagaFilter, _ saga: ArchivedSaga
    ) throws(JournalError) -> Bool {
        var entries: [Entry] = []
        for entry in filter.text == nil ? [] : saga.entries {
            entries.append(try EntryCodec.decode(entry.bytes).entry)
        }
        do {
            return try filter.matches(saga.summary, entries) {
                try WorkflowDefinition(canonicalJSON: saga.definition)
            }
        } catch {
            throw JournalError(.damaged, "a definition cannot be read: \(error)")
        }
    }

    /// See `ArchiveReading`.
    public func sagas(
        matching filter: SagaFilter, before saga: SagaID?, limit: Int
    ) throws(JournalError) -> [SagaSummary] {
        try state.withLock { state throws(JournalError) in
            var found: [SagaSummary] = []
            for stored in state.sagas.values {
                let summary = stored.summary
                guard saga.map({ summary.id < $0 }) ?? true, try Self.matches(filter, stored) else {
                    continue
                }
                found.append(summary)
            }
            return Array(found.sorted { $0.id > $1.id }.prefix(limit))
        }
    }
}
