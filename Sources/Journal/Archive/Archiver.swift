public import Steps
internal import Synchronization

/// Moves finished sagas from the journal to the archive, on a thread of its own.
///
/// A saga is removed from the journal only when its row, with an equal last hash, is durable in
/// the archive; a crash in between repeats the move, which changes nothing.
public final class Archiver: Sendable {
    /// Sagas that share a transaction of the archive.
    private static let batch = 512
    /// Seconds between two transactions under load: nobody waits for them, and each costs a sync
    /// and the same pages once more.
    public static let pace = 0.02
    let journal: any JournalReading
    private let archive: any Archive
    private let writer: JournalWriter
    private let onFailure: @Sendable (JournalError) -> Void
    private let state = Mutex(ArchiverState())
    private let loop: any WorkLoop
    private let capacity: Int

    /// Puts an archiver together; ``start()`` sets it to work.
    ///
    /// - Parameters:
    ///   - loop: where sagas are moved.
    ///   - capacity: how many may wait before ``room()`` suspends.
    ///   - onFailure: told of the first saga that cannot be moved and stays in the journal, and once
    ///     if the archive fails; all sagas stay then.
    public init(
        journal: any JournalReading, archive: any Archive, writer: JournalWriter,
        loop: any WorkLoop = ThreadLoop(name: "archiver", pace: Archiver.pace),
        capacity: Int = 16_384,
        onFailure: @escaping @Sendable (JournalError) -> Void
    ) {
        self.journal = journal
        self.archive = archive
        self.writer = writer
        self.loop = loop
        self.capacity = capacity
        self.onFailure = onFailure
    }

    /// The entries of a saga that was moved; `nil` if the archive does not have it.
    ///
    /// Blocks.
    public func entries(of saga: SagaID) throws(JournalError) -> [EncodedEntry]? {
        try archive.entries(of: saga)
    }

    /// Starts to move sagas, first what an earlier process left behind.
    public func start() {
        loop.start { [self] in moveWaiting() }
    }

    /// Gives it a finished saga, whose last entry is durable.
    public func add(_ saga: SagaID) {
        let isFirst = state.withLock { state in
            state.waiting.append(saga)
            return state.waiting.count == 1
        }
        if isFirst { loop.ring() }
    }

    /// Suspends while too much waits: whoever reads accepted sagas calls it first, so that what has
    /// ended does not gather in the journal and in memory when the disk is slow.
    public func room() async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.isUnbounded || state.waiting.count < capacity { return true }
                state.crowded.append(continuation)
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    /// How many wait for room.
    var crowded: Int { state.withLock { $0.crowded.count } }

    /// Lets nobody wait for room any more: no more sagas are started.
    public func endRoom() {
        let crowded = state.withLock { state in
            state.isUnbounded = true
            defer { state.crowded = [] }
            return state.crowded
        }
        for continuation in crowded { continuation.resume() }
    }

    /// Returns when all that was added has been moved, or the archive has failed.
    public func drain() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if !state.isOver { state.drained.append(continuation) }
                return state.isOver
            }
            if isOver { continuation.resume() }
            loop.ring()
        }
        // A failed journal has been reported by its writer.
        try? await state.withLock { $0.lastRemoval }?.durable()
    }

    /// Ends when it has moved what waits.
    ///
    /// Blocks until it has: never on the cooperative pool.
    public func close() {
        state.withLock { $0.isClosed = true }
        loop.ring()
        loop.join()
    }

    /// - Returns: whether more can come.
    private func moveWaiting() -> Bool {
        while true {
            do throws(JournalError) {
                try moveLeftovers()
                let (batch, relieved, isClosed) = state.withLock {
                    $0.take(Self.batch, leaving: capacity)
                }
                for continuation in relieved { continuation.resume() }
                guard !batch.isEmpty else { return !isClosed }
                try move(batch)
            } catch {
                // Goes on answering those who wait, until it is closed.
                fail(error)
            }
        }
    }

    private func moveLeftovers() throws(JournalError) {
        guard
            state.withLock({ state in
                defer { state.hasBegun = true }
                return !state.hasBegun
            })
        else { return }
        var last: SagaID?
        while true {
            let page = try journal.sagas(in: .ended, after: last, limit: Self.batch)
            guard let newest = page.last else { return }
            try move(page)
            last = newest
        }
    }

    private func move(_ ids: [SagaID]) throws(JournalError) {
        var sagas: [ArchivedSaga] = []
        var definitions: [ContentHash: [UInt8]] = [:]
        for id in ids {
            do throws(JournalError) {
                if let saga = try load(id, &definitions) { sagas.append(saga) }
            } catch {
                guard error.code == .damaged else { throw error }
                report(error)
            }
        }
        guard !sagas.isEmpty else { return }
        Failpoint.hit("archive.beforeCommit")
        let stored = try store(sagas)
        guard !stored.isEmpty else { return }
        Failpoint.hit("archive.afterCommit")
        let removals = stored.map { saga in
            let acceptance = saga.summary.acceptance
            return JournalWrite.remove(
                saga.summary.id, job: acceptance.job, key: acceptance.key)
        }
        let ticket = writer.enqueue(removals)
        state.withLock { $0.lastRemoval = ticket }
        Failpoint.hit("archive.afterRemove")
    }

    /// Stores sagas, without those that cannot be stored.
    ///
    /// - Returns: the sagas that the archive has now.
    private func store(_ sagas: [ArchivedSaga]) throws(JournalError) -> [ArchivedSaga] {
        var sagas = sagas
        while !sagas.isEmpty {
            do throws(JournalError) {
                try archive.store(sagas)
                return sagas
            } catch {
                guard let index = sagas.firstIndex(where: { $0.summary.id == error.saga }) else {
                    throw error
                }
                sagas.remove(at: index)
                report(error)
            }
        }
        return []
    }

    /// Tells of a saga that stays in the journal.
    private func report(_ error: JournalError) {
        let isFirst = state.withLock { state in
            defer { state.hasReported = true }
            return !state.hasReported
        }
        if isFirst { onFailure(error) }
    }

    private func fail(_ error: JournalError) {
        state.withLock { $0.hasFailed = true }
        onFailure(error)
    }
}
