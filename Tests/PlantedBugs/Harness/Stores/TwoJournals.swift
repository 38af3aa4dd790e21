internal import Journal
internal import SagaTesting
internal import Steps

/// Random lives of sagas, told to the product's journal and to one in memory: they say the same.
struct TwoJournals {
    private static let rounds = 24

    private var generator: SeededGenerator
    private let directory: String
    private let memory = MemoryJournal()
    private var alive: [StoredSaga] = []
    private var gone: [StoredSaga] = []
    /// Those with keys that earlier ones had: the archive takes each key once.
    private var successors: Set<SagaID> = []
    private var ended: [ArchivedSaga] = []
    private var number: UInt64 = 0
    private var wrong: [String] = []

    init(seed: UInt64, directory: String) {
        generator = SeededGenerator(seed: seed)
        self.directory = directory
    }

    /// Everything that is wrong.
    consuming func violations() -> [String] {
        do {
            try run()
        } catch {
            wrong.append("P1: the journal fails: \(error)")
        }
        return wrong
    }

    private mutating func run() throws {
        var stored = try LMDBJournal.open(directory: directory)
        let archive = try SQLiteArchive.open(directory: directory)
        defer { archive.close() }
        try write([StoredSaga.define], to: stored)
        for round in 1...Self.rounds {
            var writes: [JournalWrite] = []
            for _ in 0..<generator.number(1...8) { writes += nextWrites() }
            try archive.store(ended)
            ended = []
            try write(writes, to: stored)
            if generator.chance(30) { tryGap(in: stored) }
            try compare(stored)
            guard round % 8 == 0 else { continue }
            stored.close()
            stored = try LMDBJournal.open(directory: directory)
            try compare(stored)
        }
        stored.close()
        for finding in try JournalVerifier.verify(directory: directory) {
            wrong.append("P2: verify finds in a whole journal: \(finding.what)")
        }
    }

    private mutating func write(_ writes: [JournalWrite], to stored: LMDBJournal) throws {
        let expected = try memory.commit(writes)
        let refused = try stored.commit(writes)
        if refused != expected {
            wrong.append("P1: \(refused.count) are refused, and \(expected.count) should be")
        }
    }

    private mutating func nextWrites() -> [JournalWrite] {
        if alive.isEmpty || generator.chance(45) { return [submission()] }
        if generator.chance(10) {
            let name = "schedule/\(generator.number(1...3))"
            let bytes = generator.chance(20) ? nil : [UInt8(generator.number(0...255))]
            return [.put(record: name, bytes: bytes)]
        }
        if !gone.isEmpty, generator.chance(15) { return again() }
        let index = generator.number(0...alive.count - 1)
        let writes = alive[index].goOn(generator.number(0...2))
        guard case .remove = writes.last else { return writes }
        if successors.contains(alive[index].id) { return [] }
        gone.append(alive.remove(at: index))
        if let saga = gone.last?.archived { ended.append(saga) }
        return writes
    }

    /// The key of a saga that is gone is taken by a later one; and what an archiver does that was
    /// killed before it could know that the saga is gone, takes nothing from that one.
    private mutating func again() -> [JournalWrite] {
        let earlier = gone.removeLast()
        number += 1
        let id = SagaID(microseconds: 1_000_000 + number, random: generator.next() >> 8)
        let saga = StoredSaga(id, job: earlier.job, key: earlier.key)
        alive.append(saga)
        successors.insert(id)
        return [saga.accept, earlier.remove]
    }

    /// A new saga, or one whose key another has.
    private mutating func submission() -> JournalWrite {
        number += 1
        let id = SagaID(microseconds: 1_000_000 + number, random: generator.next() >> 8)
        if !alive.isEmpty, generator.chance(15) {
            let other = alive[generator.number(0...alive.count - 1)]
            return StoredSaga(id, job: other.job, key: other.key).accept
        }
        let saga = StoredSaga(
            id, job: generator.pick(["", "a", "a/b", "b"]), key: "key\(number)",
            priority: generator.number(1...5),
            notBefore: generator.chance(30)
                ? Timestamp(rawValue: Int64(generator.number(0...6) - 3)) : nil)
        alive.append(saga)
        return saga.accept
    }

    /// A list whose last entry does not follow from what is stored leaves nothing behind.
    private mutating func tryGap(in stored: LMDBJournal) {
        guard var saga = alive.last else { return }
        saga.add(.sagaParked(reason: "never written"))
        let gap = saga.append(.sagaRetried(by: "ann", reason: "nor this"))
        do {
            _ = try stored.commit([.put(record: "gap", bytes: [1]), gap])
            wrong.append("P2: an entry is taken that does not follow from the one before it")
        } catch {
            // As it should be; whether nothing is left of it shows when the two are compared.
        }
    }

    private mutating func compare(_ stored: LMDBJournal) throws {
        func expect(_ promise: String, _ what: String, _ isSame: Bool) {
            if !isSame { wrong.append("\(promise): the journal differs in \(what)") }
        }
        for saga in alive {
            try expect("P2", "entries", memory.entries(of: saga.id) == stored.entries(of: saga.id))
            try expect(
                "P1", "the saga of a key",
                memory.saga(job: saga.job, key: saga.key)
                    == stored.saga(job: saga.job, key: saga.key))
        }
        for phase in SagaPhase.allCases {
            let expected = try memory.sagas(in: phase, after: nil, limit: 999)
            try expect("P10", "phase \(phase)", pages(of: phase, in: stored) == expected)
            try expect("P10", "count of \(phase)", stored.count(of: phase) == expected.count)
        }
        try expect("P13", "lanes", memory.lanes() == stored.lanes())
        for lane in try memory.lanes() {
            let expected = try memory.waiting(in: lane, after: nil, limit: 999)
            try expect(
                "P13", "a lane", stored.waiting(in: lane, after: nil, limit: 999) == expected)
            if let first = expected.first {
                let rest = try stored.waiting(in: lane, after: first, limit: 2)
                expect("P13", "a page of a lane", rest == Array(expected.dropFirst().prefix(2)))
            }
        }
        let due = try memory.deferred(after: nil, limit: 999)
        let storedDue = try stored.deferred(after: nil, limit: 999)
        expect("P13", "those for later", due.map(\.saga) == storedDue.map(\.saga))
        expect("P12", "moments", due.map(\.due) == storedDue.map(\.due))
        let records = try memory.records(prefix: "")
        let storedRecords = try stored.records(prefix: "")
        expect("P10", "the names of records", records.map(\.name) == storedRecords.map(\.name))
        expect("P10", "records", records.map(\.bytes) == storedRecords.map(\.bytes))
        try expect("P1", "the highest id", memory.highestSagaID() == stored.highestSagaID())
    }

    private func pages(of phase: SagaPhase, in stored: LMDBJournal) throws -> [SagaID] {
        var all: [SagaID] = []
        while true {
            let page = try stored.sagas(in: phase, after: all.last, limit: 5)
            all += page
            // One that goes on for ever is as wrong as one that leaves something out.
            if page.count < 5 || all.count > 9_999 { return all }
        }
    }
}
