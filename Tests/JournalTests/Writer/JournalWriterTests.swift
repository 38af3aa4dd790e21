import Journal
import SagaTesting
import Steps
import Synchronization
import Testing

struct JournalWriterTests {
    private let memory = MemoryJournal()
    private let failures = Failures()

    /// What a writer reported, and how often.
    final class Failures: Sendable {
        private let errors = Mutex<[JournalError]>([])
        var codes: [JournalError.Code] { errors.withLock { $0.map(\.code) } }
        func add(_ error: JournalError) { errors.withLock { $0.append(error) } }
    }

    private func writer(
        _ store: any JournalStore, archive: (any ArchiveReading)? = nil, capacity: Int = 16_384
    ) -> JournalWriter {
        let writer = JournalWriter(
            store: store, archive: archive, mailboxCapacity: capacity
        ) { [failures] error in failures.add(error) }
        writer.start()
        return writer
    }

    @Test("what gathers during a commit shares the next one, in order")
    func groupCommit() async throws {
        let store = GatedStore(memory)
        let writer = writer(store)
        let first = writer.enqueue([History(1).accept])
        await store.arrival()
        var tickets: [JournalTicket] = []
        for number in 2...101 {
            var history = History(UInt64(number))
            tickets.append(writer.enqueue([history.accept, history.append(.sagaStarted)]))
        }
        store.open(2)
        try await first.durable()
        for ticket in tickets { try await ticket.durable() }
        await offPool { writer.close() }
        #expect(store.committed.map(\.count) == [1, 200])
        let sequence = store.committed[1].compactMap { write in
            switch write {
            case .accept(let entry, _, _, _, _, _), .append(let entry, _): entry.saga.random
            default: nil
            }
        }
        #expect(sequence == (2...101).flatMap { [$0, $0] })
        #expect(writer.statistics.commits == 2)
        #expect(writer.statistics.entries == 201)
        #expect(writer.statistics.largestBatch == 100)
    }

    @Test("what is written together shares a commit where the writer waits")
    func together() async throws {
        let store = GatedStore(memory)
        let writer = writer(store)
        store.open(40)
        for number in 1...20 {
            var history = History(UInt64(number))
            let tickets = writer.together {
                [history.accept, history.append(.sagaStarted)].map { writer.enqueue([$0]) }
            }
            for ticket in tickets { try await ticket.durable() }
        }
        await offPool { writer.close() }
        // Its very first round, for which nobody rings, may take one alone.
        #expect(store.committed.dropFirst(2).allSatisfy { $0.count == 2 })
    }

    @Test("a ticket is not settled before its commit, and answers as often as it is asked")
    func settledAfterCommit() async throws {
        let store = GatedStore(memory)
        let writer = writer(store)
        _ = writer.enqueue([History(1, key: "k").accept])
        let ticket = writer.enqueue([History(2, key: "k").accept])
        let answers = Counter()
        try await withThrowingTaskGroup { group in
            for _ in 0..<3 {
                group.addTask {
                    let known = try await ticket.accepted()
                    answers.add()
                    #expect(known == [History(2).id: History(1).id])
                }
            }
            await store.arrival()
            #expect(answers.value == 0)
            store.open(2)
            try await group.waitForAll()
        }
        #expect(try await ticket.accepted() == [History(2).id: History(1).id])
        await offPool { writer.close() }
    }

    @Test("a failed commit fails all that waits and all that comes, and is reported once")
    func failure() async throws {
        let broken = JournalError(.diskFailed, "the disk failed")
        let memory = MemoryJournal { _ throws(JournalError) in throw broken }
        let store = GatedStore(memory)
        let writer = writer(store, capacity: 1)
        let first = writer.enqueue([History(1).accept, History(2).accept])
        await store.arrival()
        let second = writer.enqueue([History(3).accept])
        try await withThrowingTaskGroup { group in
            group.addTask { await writer.room() }
            group.addTask {
                let error = await #expect(throws: JournalError.self) { try await first.durable() }
                #expect(error?.code == .diskFailed)
            }
            store.open(1)
            try await group.waitForAll()
        }
        let third = writer.enqueue([History(4).accept])
        for ticket in [first, second, third] {
            let error = await #expect(throws: JournalError.self) { try await ticket.durable() }
            #expect(error?.code == .diskFailed)
        }
        await writer.room()
        await offPool { writer.close() }
        #expect(failures.codes == [.diskFailed])
        #expect(store.committed.isEmpty)
        #expect(writer.statistics.commits == 0)
    }

    @Test("a full journal refuses accepts and takes outcomes, whoever notices first")
    func full() async throws {
        let full = JournalError(.full, "no room")
        // Full by the list and not by the figures: found out by the commit itself.
        let memory = MemoryJournal { writes throws(JournalError) in
            let accepts = writes.contains { if case .accept = $0 { true } else { false } }
            if accepts, writes.count > 1 { throw full }
        }
        let store = GatedStore(memory)
        let writer = writer(store)
        var running = History(1)
        let accepted = writer.enqueue([running.accept])
        await store.arrival()
        let refused = writer.enqueue([
            History(2).accept, History(3).accept, .put(record: "r", bytes: []),
        ])
        let outcome = writer.enqueue([running.append(.sagaStarted, phase: .active)])
        store.open(3)
        try await accepted.durable()
        try await outcome.durable()
        let error = await #expect(throws: JournalError.self) { try await refused.accepted() }
        #expect(error?.code == .full)

        store.refuseAccepts(full)
        let again = writer.enqueue([History(4).accept])
        let next = writer.enqueue([running.append(.sagaCompleted, phase: .ended)])
        store.open(2)
        await #expect(throws: JournalError.self) { try await again.durable() }
        try await next.durable()
        store.refuseAccepts(nil)
        let welcome = writer.enqueue([History(5).accept])
        store.open(1)
        try await welcome.durable()
        await offPool { writer.close() }
        #expect(try memory.entries(of: running.id).count == 3)
        #expect(try memory.count(of: .waiting) == 1)
        #expect(try memory.records(prefix: "").isEmpty)
        #expect(failures.codes.isEmpty)
    }

    @Test("a key that the archive knows is refused, and the rest of its list is not")
    func archivedKey() async throws {
        let archive = MemoryArchive()
        var old = History(1, key: "k")
        _ = old.complete()
        try archive.store([try #require(old.archived)])
        let writer = writer(memory, archive: archive)
        var again = History(2, key: "k")
        let ticket = writer.enqueue([
            again.accept, again.append(.sagaStarted, phase: .active), History(3).accept,
            .put(record: "r", bytes: [1]),
        ])
        #expect(try await ticket.accepted() == [again.id: old.id])
        #expect(try memory.entries(of: again.id).isEmpty)
        #expect(try memory.entries(of: History(3).id).count == 1)
        #expect(try memory.records(prefix: "").map(\.name) == ["r"])
        #expect(writer.statistics.entries == 1)
        await offPool { writer.close() }
    }

    @Test("submitters wait while too much is in the writer's hands, and are let in after")
    func room() async throws {
        let store = GatedStore(memory)
        let writer = writer(store, capacity: 2)
        let tickets = (1...3).map { writer.enqueue([History(UInt64($0)).accept]) }
        await store.arrival()
        let entered = Counter()
        try await withThrowingTaskGroup { group in
            for _ in 0..<10 {
                group.addTask {
                    await writer.room()
                    entered.add()
                }
            }
            #expect(entered.value == 0)
            store.open(3)
            try await group.waitForAll()
        }
        for ticket in tickets { try await ticket.durable() }
        await offPool { writer.close() }
    }

    @Test("closing commits what waits, and refuses what comes after")
    func close() async throws {
        let writer = writer(memory)
        let tickets = (1...50).map { writer.enqueue([History(UInt64($0)).accept]) }
        await offPool { writer.close() }
        await offPool { writer.close() }
        for ticket in tickets { try await ticket.durable() }
        let late = writer.enqueue([History(99).accept])
        let error = await #expect(throws: JournalError.self) { try await late.durable() }
        #expect(error?.code == .closed)
        #expect(try memory.count(of: .waiting) == 50)
        await writer.room()
        #expect(failures.codes.isEmpty)
    }
}
