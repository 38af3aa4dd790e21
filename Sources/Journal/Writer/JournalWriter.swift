internal import Foundation
internal import Steps
internal import Synchronization

/// The only way into a journal: one thread that commits whatever has gathered while the last
/// commit was synced, so that one sync serves many sagas.
///
/// Order of enqueueing is order of commit. Memory may run ahead of the disk by what is in the
/// mailbox; effects and acknowledgements wait for their ticket.
public final class JournalWriter: Sendable {
    /// What the writer has done.
    public struct Statistics: Sendable {
        /// Transactions, each with its sync.
        public var commits = 0
        /// Entries in them.
        public var entries = 0
        /// The most writes in one transaction.
        public var largestBatch = 0
    }

    typealias Outcome = Result<[SagaID: SagaID], JournalError>
    typealias Waiter = CheckedContinuation<Outcome, Never>

    fileprivate struct State {
        var mailbox: [WriteRequest] = []
        var mailboxWrites = 0
        /// The position of the last request that was enqueued.
        var enqueued = 0
        /// Requests up to this position are durable.
        var durable = 0
        /// Results of requests that say more than "durable", until they are asked for.
        var results: [Int: Outcome] = [:]
        var waiters: [Int: Waiter] = [:]
        var roomWaiters: [CheckedContinuation<Void, Never>] = []
        var failure: JournalError?
        var isClosed = false
        var isThreadWaiting = false
        var statistics = Statistics()
    }

    /// Writes in one transaction at most: it bounds the memory of a commit.
    private static let largestBatch = 8_192

    private let store: any JournalStore
    private let archive: (any ArchiveReading)?
    private let mailboxCapacity: Int
    private let onFailure: @Sendable (JournalError) -> Void
    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)

    /// Puts a writer together; ``start()`` sets it to work.
    ///
    /// - Parameters:
    ///   - archive: where accepted keys are looked up that the journal has forgotten.
    ///   - mailboxCapacity: writes that may wait before ``room()`` holds submitters back.
    ///   - onFailure: told once when a commit fails; nothing is durable from then on.
    public init(
        store: any JournalStore, archive: (any ArchiveReading)?, mailboxCapacity: Int = 16_384,
        onFailure: @escaping @Sendable (JournalError) -> Void
    ) {
        self.store = store
        self.archive = archive
        self.mailboxCapacity = mailboxCapacity
        self.onFailure = onFailure
    }

    /// What the writer has done so far.
    public var statistics: Statistics { state.withLock { $0.statistics } }

    /// Starts the thread.
    public func start() {
        let thread = Thread { [self] in
            run()
            ended.signal()
        }
        thread.name = "journal"
        thread.start()
    }

    /// Commits what is in the mailbox and ends the thread. Blocks until it has.
    public func close() {
        state.withLock { $0.isClosed = true }
        wake.signal()
        ended.wait()
    }

    /// Hands over writes that are to be committed together; never waits.
    public func enqueue(_ writes: [JournalWrite]) -> JournalTicket {
        let (position, wakes) = state.withLock { state in
            state.enqueued += 1
            if state.failure == nil {
                state.mailbox.append(WriteRequest(position: state.enqueued, writes: writes))
                state.mailboxWrites += writes.count
            }
            defer { state.isThreadWaiting = false }
            return (state.enqueued, state.isThreadWaiting)
        }
        if wakes { wake.signal() }
        return JournalTicket(writer: self, position: position)
    }

    /// Returns when the mailbox has room; those who submit wait here, those who run sagas do not.
    public func room() async {
        await withCheckedContinuation { continuation in
            let hasRoom = state.withLock { state in
                let hasRoom = state.mailboxWrites < mailboxCapacity || state.failure != nil
                if !hasRoom { state.roomWaiters.append(continuation) }
                return hasRoom
            }
            if hasRoom { continuation.resume() }
        }
    }

    func wait(for ticket: JournalTicket) async throws(JournalError) -> [SagaID: SagaID] {
        let outcome = await withCheckedContinuation { (waiter: Waiter) in
            let known: Outcome? = state.withLock { state in
                if let result = state.results.removeValue(forKey: ticket.position) {
                    return result
                }
                if ticket.position <= state.durable { return .success([:]) }
                if let failure = state.failure { return .failure(failure) }
                state.waiters[ticket.position] = waiter
                return nil
            }
            if let known { waiter.resume(returning: known) }
        }
        return try outcome.get()
    }

    // MARK: The thread

    private func run() {
        while let batch = nextBatch() {
            let committed = BatchCommit(store: store, archive: archive).run(batch)
            finish(batch, committed)
        }
    }

    /// Takes what has gathered; `nil` when closed and empty, or failed.
    private func nextBatch() -> [WriteRequest]? {
        while true {
            let (batch, roomWaiters, isOver) = state.withLock { state in
                state.takeBatch(limit: Self.largestBatch, capacity: mailboxCapacity)
            }
            for waiter in roomWaiters { waiter.resume() }
            if isOver { return nil }
            if !batch.isEmpty { return batch }
            wake.wait()
        }
    }

    private func finish(_ batch: [WriteRequest], _ committed: BatchCommit.Committed) {
        let (woken, failure) = state.withLock { state in
            state.take(committed, of: batch)
        }
        for (waiter, outcome) in woken { waiter.resume(returning: outcome) }
        if let failure { onFailure(failure) }
    }
}

/// Writes that somebody handed over together.
struct WriteRequest: Sendable {
    let position: Int
    let writes: [JournalWrite]

    /// Whether it asks for sagas to be taken on.
    var isSubmission: Bool {
        writes.contains { write in
            if case .accept = write { true } else { false }
        }
    }
}

extension JournalWriter.State {
    fileprivate mutating func takeBatch(
        limit: Int, capacity: Int
    ) -> (batch: [WriteRequest], roomWaiters: [CheckedContinuation<Void, Never>], isOver: Bool) {
        if failure != nil { return ([], [], true) }
        var count = 0
        var writes = 0
        while count < mailbox.count, count == 0 || writes + mailbox[count].writes.count <= limit {
            writes += mailbox[count].writes.count
            count += 1
        }
        let batch = Array(mailbox.prefix(count))
        mailbox.removeFirst(count)
        mailboxWrites -= writes
        isThreadWaiting = batch.isEmpty && !isClosed
        guard mailboxWrites < capacity else { return (batch, [], false) }
        defer { roomWaiters = [] }
        return (batch, roomWaiters, batch.isEmpty && isClosed)
    }

    /// Takes in what came of a batch.
    ///
    /// - Returns: who is to be told, and the failure if the journal is unusable from now on.
    fileprivate mutating func take(
        _ committed: BatchCommit.Committed, of batch: [WriteRequest]
    ) -> ([(JournalWriter.Waiter, JournalWriter.Outcome)], JournalError?) {
        var woken: [(JournalWriter.Waiter, JournalWriter.Outcome)] = []
        switch committed {
        case .success(let success):
            statistics.commits += success.commits
            statistics.entries += success.entries
            statistics.largestBatch = max(statistics.largestBatch, success.entries)
            for request in batch {
                let outcome = success.outcomes[request.position] ?? .success([:])
                if let waiter = waiters.removeValue(forKey: request.position) {
                    woken.append((waiter, outcome))
                } else if success.outcomes[request.position] != nil {
                    results[request.position] = outcome
                }
            }
            durable = batch.last?.position ?? durable
            return (woken, nil)
        case .failure(let error):
            failure = error
            mailbox = []
            woken = waiters.values.map { ($0, .failure(error)) }
            waiters = [:]
            return (woken, error)
        }
    }
}
