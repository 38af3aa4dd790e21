internal import Steps
internal import Synchronization

/// The only way into a journal: one thread that commits whatever has gathered while the last
/// commit was synced, so that one sync serves many sagas.
///
/// After a failed commit nothing is known of the disk any more (Linux reports a failed sync once):
/// the writer throws that error for ever, and the process must end and recover.
public final class JournalWriter: Sendable {
    /// How many writes share a transaction at most, save for one longer list: it bounds the
    /// memory of a commit.
    private static let batchLimit = 8_192

    private let store: any JournalStore
    private let admission: AcceptAdmission
    /// Tells those who wait for a batch.
    public typealias Delivery = @Sendable (@escaping @Sendable () -> Void) -> Void

    private let onFailure: @Sendable (JournalError) -> Void
    private let deliver: Delivery
    private let mailbox: Mailbox
    private let loop: any WorkLoop
    private let figures = Mutex(JournalStatistics())
    /// Why nothing is committed any more.
    private let failure = Mutex(JournalError?.none)

    /// Puts a writer together; ``start()`` sets it going.
    ///
    /// - Parameters:
    ///   - archive: finished sagas, whose submission keys are still taken.
    ///   - mailboxCapacity: how many writes may wait before ``room()`` suspends.
    ///   - loop: where commits are made.
    ///   - deliver: where those who wait are told: if most of them run in one place, best there,
    ///     since each of them would come to it one by one otherwise.
    ///   - onFailure: called once, on the writer's thread, when a commit failed; waiting tickets
    ///     fail after it.
    public init(
        store: any JournalStore, archive: (any ArchiveReading)? = nil,
        mailboxCapacity: Int = 16_384, loop: any WorkLoop = ThreadLoop(name: "journal"),
        deliver: @escaping Delivery = { $0() },
        onFailure: @escaping @Sendable (JournalError) -> Void
    ) {
        self.store = store
        self.loop = loop
        self.deliver = deliver
        self.admission = AcceptAdmission(store: store, archive: archive)
        self.onFailure = onFailure
        mailbox = Mailbox(capacity: mailboxCapacity) { loop.ring() }
    }

    /// Starts to commit.
    public func start() {
        loop.start { [self] in commitWaiting() }
    }

    /// Commits what waits and ends.
    ///
    /// Blocks until it has: never on the cooperative pool. Tickets of later writes fail.
    public func close() {
        mailbox.close(JournalError(.closed, "the journal was closed; nothing more is written"))
        loop.join()
    }

    /// Puts writes in line, all or none of which will be applied.
    ///
    /// The order of calls is the order of commits. Never blocks, and may be called with a lock held.
    ///
    /// A list that accepts sagas can be refused without harm, so entries of sagas that are not in
    /// that list belong into another; and nothing may be appended to a saga in another list before
    /// its own list is durable.
    public func enqueue(_ writes: [JournalWrite]) -> JournalTicket {
        let accepts = writes.contains { write in
            if case .accept = write { true } else { false }
        }
        let ticket = JournalTicket()
        let submission = Submission(writes: writes, accepts: accepts, ticket: ticket)
        if let end = mailbox.put(submission) { ticket.settle(.failure(end)) }
        return ticket
    }

    /// Lets all that is enqueued meanwhile share a commit: always, if the writer waits for something
    /// to do; else as a rule, since one that ends a commit just then takes what is there.
    ///
    /// Nobody may wait for a ticket in it.
    public func together<Result>(_ body: () -> Result) -> Result {
        mailbox.hold()
        defer { mailbox.letGo() }
        return body()
    }

    /// Suspends while too much waits: submitters call it first, outcomes never wait.
    public func room() async {
        await mailbox.room()
    }

    /// What was done so far.
    public var statistics: JournalStatistics {
        figures.withLock { $0 }
    }

    /// - Returns: whether more can come.
    private func commitWaiting() -> Bool {
        let (submissions, isOpen) = mailbox.take()
        for batch in Self.batches(of: submissions, limit: Self.batchLimit) {
            if let error = failure.withLock({ $0 }) ?? commit(batch) {
                failure.withLock { $0 = error }
                for submission in batch { submission.ticket.settle(.failure(error)) }
            }
            mailbox.release(batch.reduce(0) { $0 + $1.writes.count })
        }
        return isOpen
    }

    /// - Returns: why the writer has failed, with no ticket of the batch settled; else `nil`.
    private func commit(_ batch: ArraySlice<Submission>) -> JournalError? {
        var plan = admission.plan(batch)
        do throws(JournalError) {
            try apply(&plan)
        } catch {
            mailbox.close(error)
            onFailure(error)
            return error
        }
        let tickets = batch.map(\.ticket)
        deliver { [outcomes = plan.outcomes] in
            for (ticket, outcome) in zip(tickets, outcomes) {
                ticket.settle(outcome ?? .success([:]))
            }
        }
        return nil
    }

    private func apply(_ plan: inout CommitPlan) throws(JournalError) {
        var full: JournalError
        do throws(JournalError) {
            return try commit(&plan)
        } catch {
            guard error.code == .full else { throw error }
            full = error
        }
        // A full journal refuses the list for its accepts; the outcomes in it still fit.
        for withChildren in [false, true]
        where plan.refuseAccepts(full, withChildren: withChildren) {
            do throws(JournalError) {
                return try commit(&plan)
            } catch {
                guard error.code == .full else { throw error }
                full = error
            }
        }
        // Not even outcomes fit: that is no reason to try again, but the end.
        throw JournalError(.diskFailed, full.message)
    }

    private func commit(_ plan: inout CommitPlan) throws(JournalError) {
        let writes = plan.writes
        guard !writes.isEmpty else { return }
        Failpoint.hit("journal.beforeCommit")
        let refused = try store.commit(writes)
        Failpoint.hit("journal.afterCommit")
        plan.note(refused)
        let tickets = plan.committed
        figures.withLock { figures in
            figures.commits += 1
            figures.entries += writes.reduce(0) { $0 + $1.entries } - refused.count
            figures.largestBatch = max(figures.largestBatch, tickets)
        }
    }

    /// Cuts a line into batches that are not too long, without cutting a list.
    private static func batches(
        of submissions: [Submission], limit: Int
    ) -> [ArraySlice<Submission>] {
        guard !submissions.isEmpty else { return [] }
        var batches: [ArraySlice<Submission>] = []
        var start = 0
        var writes = 0
        for (index, submission) in submissions.enumerated() {
            if index > start, writes + submission.writes.count > limit {
                batches.append(submissions[start..<index])
                start = index
                writes = 0
            }
            writes += submission.writes.count
        }
        batches.append(submissions[start...])
        return batches
    }
}

extension JournalWrite {
    /// How many entries it stores.
    fileprivate var entries: Int {
        switch self {
        case .accept, .append: 1
        case .define, .remove, .put: 0
        }
    }
}
