import Journal
import SagaTesting
import Steps
import Testing

/// Random lives of sagas, told to both journals: they say the same, and the stored one verifies.
struct AgreeingStoresTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    @Test("both journals say the same, whatever happens", arguments: 1...3 as ClosedRange<UInt64>)
    func agreement(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let memory = MemoryJournal()
        let path = directory.path + "/journal"
        let stored = try LMDBJournal.open(directory: path)
        _ = try memory.commit([History.define])
        _ = try stored.commit([History.define])
        var alive: [History] = []
        var number: UInt64 = 0
        for _ in 0..<30 {
            var writes: [JournalWrite] = []
            for _ in 0..<8 {
                if alive.isEmpty || Int.random(in: 0..<2, using: &generator) == 0 {
                    number += 1
                    alive.append(Self.saga(number, using: &generator))
                    writes.append(alive[alive.count - 1].accept)
                } else {
                    let index = Int.random(in: alive.indices, using: &generator)
                    writes += Self.next(of: &alive[index], using: &generator)
                    if case .remove = writes.last { alive.remove(at: index) }
                }
            }
            #expect(try memory.commit(writes) == stored.commit(writes))
            try compare(memory, stored)
        }
        // Nothing took over what was removed.
        let findings = try JournalVerifier.verify(directory: path)
        let highest = try stored.highestSagaID()
        #expect(findings.allSatisfy { $0.place == "archive" || $0.saga == highest })
    }

    private static func saga(_ number: UInt64, using generator: inout SeededGenerator) -> History {
        let isDeferred = Int.random(in: 0..<3, using: &generator) == 0
        let due = Timestamp(rawValue: Int64.random(in: -3...3, using: &generator))
        return History(
            number, job: ["", "a", "a\u{0}", "b"].randomElement(using: &generator) ?? "",
            priority: Int.random(in: 1...5, using: &generator), notBefore: isDeferred ? due : nil)
    }

    /// Starts a saga that waits, or cancels it; ends one that runs; removes one that has ended.
    private static func next(
        of saga: inout History, using generator: inout SeededGenerator
    ) -> [JournalWrite] {
        switch saga.facts.last?.fact {
        case .sagaAccepted where Bool.random(using: &generator):
            [saga.append(.compensationStarted(reason: "cancelled"), phase: .active)]
        case .sagaAccepted: [saga.append(.sagaStarted, phase: .active)]
        case .sagaStarted: [saga.append(.sagaCompleted, phase: .ended)]
        case .compensationStarted: [saga.append(.sagaCompensated, phase: .ended)]
        default: [saga.remove]
        }
    }

    private func compare(_ memory: MemoryJournal, _ stored: LMDBJournal) throws {
        #expect(try memory.lanes() == stored.lanes())
        for lane in try memory.lanes() {
            let sagas = try memory.waiting(in: lane, after: nil, limit: 999)
            #expect(!sagas.isEmpty)
            #expect(try stored.waiting(in: lane, after: nil, limit: 999) == sagas)
        }
        let memoryDue = try memory.deferred(after: nil, limit: 999)
        let storedDue = try stored.deferred(after: nil, limit: 999)
        #expect(memoryDue.map(\.saga) == storedDue.map(\.saga))
        #expect(memoryDue.map(\.due) == storedDue.map(\.due))
        for phase in SagaPhase.allCases {
            #expect(
                try memory.sagas(in: phase, after: nil, limit: 999)
                    == stored.sagas(in: phase, after: nil, limit: 999))
            #expect(try memory.count(of: phase) == stored.count(of: phase))
        }
    }
}
