import GRDB
import SagaTesting
import Steps
import Synchronization
import Testing

@testable import Journal

struct ArchiverTests {
    private let journal = MemoryJournal()
    private let failures = Counter()

    private func writer(_ archive: any Archive) -> JournalWriter {
        let writer = JournalWriter(store: journal, archive: archive) { [failures] _ in
            failures.add()
        }
        writer.start()
        return writer
    }

    private func archiver(_ archive: any Archive, _ writer: JournalWriter) -> Archiver {
        let archiver = Archiver(journal: journal, archive: archive, writer: writer) {
            [failures] _ in failures.add()
        }
        archiver.start()
        return archiver
    }

    private func close(_ archiver: Archiver, _ writer: JournalWriter) async {
        await offPool {
            archiver.close()
            writer.close()
        }
    }

    @Test("finished sagas move, unfinished ones stay, and keys stay taken")
    func moves() async throws {
        let archive = MemoryArchive()
        let writer = writer(archive)
        let archiver = archiver(archive, writer)
        var unfinished = History(5_000)
        try await writer.enqueue([
            unfinished.accept, unfinished.append(.sagaStarted, phase: .active),
        ]).durable()
        var finished: [History] = []
        for number in 1...1_100 as ClosedRange<UInt64> {
            var history = History(number)
            try await writer.enqueue(history.complete()).durable()
            archiver.add(history.id)
            finished.append(history)
        }
        await archiver.drain()
        #expect(try journal.count(of: .ended) == 0)
        #expect(try journal.information().entries == 2)
        for history in finished {
            #expect(try archive.entries(of: history.id) == history.entries)
        }
        let again = History(6_000, key: finished[0].key)
        #expect(
            try await writer.enqueue([again.accept]).accepted() == [again.id: finished[0].id])
        await close(archiver, writer)
        #expect(failures.value == 0)
    }

    @Test("what an earlier process left is moved, archived already or not")
    func leftovers() async throws {
        let archive = MemoryArchive()
        var histories = (1...3).map { History($0) }
        for index in histories.indices { _ = try journal.commit(histories[index].complete()) }
        // The earlier process died between the archive's commit and the journal's.
        try archive.store([try #require(histories[0].archived)])
        let writer = writer(archive)
        let archiver = archiver(archive, writer)
        // Added although it is a leftover: moved once all the same.
        archiver.add(histories[1].id)
        await archiver.drain()
        await close(archiver, writer)
        #expect(try journal.information().entries == 0)
        let all = try archive.sagas(matching: SagaFilter(), before: nil, limit: 9)
        #expect(all.count == 3)
        #expect(failures.value == 0)
    }

    @Test("a failing archive is reported once, and sagas stay in the journal")
    func failing() async throws {
        let archive = MemoryArchive { _ throws(JournalError) in
            throw JournalError(.full, "no room")
        }
        let writer = writer(archive)
        let archiver = archiver(archive, writer)
        for number in 1...3 as ClosedRange<UInt64> {
            var history = History(number)
            try await writer.enqueue(history.complete()).durable()
            archiver.add(history.id)
            await archiver.drain()
        }
        #expect(try journal.count(of: .ended) == 3)
        #expect(failures.value == 1)
        // Sagas go on.
        try await writer.enqueue([History(9).accept]).durable()
        await close(archiver, writer)
        // Nobody waits for a thread that has ended.
        await archiver.drain()
    }

    /// Runs a round when it is told to.
    private final class HandLoop: WorkLoop {
        private let round = Mutex<(@Sendable () -> Bool)?>(nil)

        func start(_ round: @escaping @Sendable () -> Bool) {
            self.round.withLock { $0 = round }
        }

        func run() { _ = round.withLock { $0 }?() }
        func ring() {}
        func join() {}
    }

    @Test(
        "whoever reads accepted sagas waits while too many that have ended do",
        arguments: [false, true])
    func crowded(isStopped: Bool) async throws {
        let writer = writer(MemoryArchive())
        let loop = HandLoop()
        let archiver = Archiver(
            journal: journal, archive: MemoryArchive(), writer: writer, loop: loop, capacity: 4
        ) { [failures] _ in failures.add() }
        archiver.start()
        for number in 1...3 as ClosedRange<UInt64> { archiver.add(History(number).id) }
        await archiver.room()
        archiver.add(History(4).id)
        let waiter = Task { await archiver.room() }
        while archiver.crowded == 0 { await Task.yield() }
        if isStopped { archiver.endRoom() } else { loop.run() }
        await waiter.value
        #expect(archiver.crowded == 0)
        await archiver.room()
        await close(archiver, writer)
        #expect(failures.value == 0)
    }

    @Test("a saga that is listed as ended and has not is never removed")
    func notEnded() async throws {
        let archive = MemoryArchive()
        var history = History(1)
        _ = try journal.commit([
            History.define, history.accept, history.append(.sagaStarted, phase: .ended),
        ])
        let writer = writer(archive)
        let archiver = archiver(archive, writer)
        await archiver.drain()
        await close(archiver, writer)
        #expect(try journal.entries(of: history.id) == history.entries)
        #expect(failures.value == 1)
    }

    @Test("a saga that cannot be archived stays alone, and is reported once")
    func unfit() async throws {
        let directory = try TemporaryDirectory()
        let archive = try SQLiteArchive.open(directory: directory.path)
        // Archived with another history, and under the key of another.
        for var other in [History(2), History(8, key: "key-4")] {
            other.add(.sagaStarted)
            other.add(.sagaCompensated)
            try archive.store([try #require(other.archived)])
        }
        for number in 1...5 as ClosedRange<UInt64> {
            var history = History(number)
            _ = try journal.commit(history.complete())
        }
        let writer = writer(MemoryArchive())
        let archiver = archiver(archive, writer)
        await archiver.drain()
        var later = History(6)
        try await writer.enqueue(later.complete()).durable()
        archiver.add(later.id)
        await archiver.drain()
        #expect(
            try journal.sagas(in: .ended, after: nil, limit: 9) == [History(2).id, History(4).id])
        for number in [1, 3, 5] as [UInt64] {
            #expect(try archive.entries(of: History(number).id) != nil)
        }
        #expect(try archive.entries(of: later.id) == later.entries)
        #expect(failures.value == 1)
        await close(archiver, writer)
        archive.close()
    }

    @Test("a saga that was migrated is archived with all the definitions that it went by")
    func migrated() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/journal"
        let journal = try LMDBJournal.open(directory: path)
        let archive = try SQLiteArchive.open(directory: path)
        var history = History(1)
        let before = Attempt(step: 0, kind: .action, number: 1)
        let after = Attempt(step: 1, kind: .action, number: 1)
        _ = try journal.commit([
            History.define, History.defineLater, history.accept,
            history.append(.sagaStarted, phase: .active),
            history.append(.attemptStarted(before)),
            history.append(.attemptEnded(before, AttemptResult(outcome: .succeeded))),
            history.append(
                .definitionMigrated(History.laterHash, renamed: ["create": "make"], by: "me")),
            history.append(.attemptStarted(after)),
            history.append(.attemptEnded(after, AttemptResult(outcome: .succeeded))),
            history.append(.sagaCompleted, phase: .ended),
        ])
        let writer = JournalWriter(store: journal, archive: archive) { [failures] _ in
            failures.add()
        }
        writer.start()
        let archiver = Archiver(journal: journal, archive: archive, writer: writer) {
            [failures] _ in failures.add()
        }
        archiver.start()
        await archiver.drain()
        await close(archiver, writer)
        #expect(failures.value == 0)
        #expect(try journal.count(of: .ended) == 0)
        #expect(try archive.definition(History.hash) == History.json)
        #expect(try archive.definition(History.laterHash) == History.laterJSON)
        let listed = try archive.sagas(matching: SagaFilter(), before: nil, limit: 9)
        #expect(listed.map(\.acceptance.definition) == [History.laterHash])
        archive.close()
        #expect(try JournalVerifier.verify(directory: path) == [])
        let queue = try DatabaseQueue(path: path + "/archive.sqlite")
        let steps = try await queue.read { database in
            try String.fetchAll(database, sql: "SELECT step FROM attempts ORDER BY seq")
        }
        #expect(steps == ["create", "make"])
        try await queue.write { database in
            try database.execute(
                sql:
                    "DELETE FROM definitions WHERE json LIKE '%create\"%' AND json NOT LIKE '%make%'"
            )
        }
        #expect(try JournalVerifier.verify(directory: path).map(\.saga) == [history.id])
    }
}
