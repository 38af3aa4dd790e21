import Journal
import SagaTesting
import Steps
import Testing

/// What every journal has to do.
struct JournalStoreContract {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    @Test("a history is read back in order", arguments: StoreKind.allCases)
    func histories(kind: StoreKind) throws {
        let store = try kind.open(in: directory)
        var one = History(1)
        var two = History(2)
        let writes = one.complete()
        #expect(try store.commit(writes).isEmpty)
        #expect(try store.commit([two.accept]).isEmpty)
        #expect(try store.commit([two.append(.sagaStarted)]).isEmpty)
        #expect(try store.entries(of: one.id) == one.entries)
        #expect(try store.entries(of: two.id) == two.entries)
        #expect(try store.entries(of: History(3).id).isEmpty)
        #expect(try store.definition(History.hash) == History.json)
        #expect(try store.definition(ContentHash(of: [])) == nil)
        #expect(try store.information().entries == one.entries.count + 2)
    }

    @Test("a saga is in one phase at a time", arguments: StoreKind.allCases)
    func phases(kind: StoreKind) throws {
        let store = try kind.open(in: directory)
        func counts() throws -> [Int] { try SagaPhase.allCases.map { try store.count(of: $0) } }
        var history = History(1)
        #expect(try counts() == [0, 0, 0, 0])
        _ = try store.commit([history.accept])
        #expect(try counts() == [1, 0, 0, 0])
        _ = try store.commit([history.append(.sagaStarted, phase: .active)])
        #expect(try counts() == [0, 1, 0, 0])
        _ = try store.commit([history.append(.sagaParked(reason: ""), phase: nil)])
        #expect(try counts() == [0, 1, 0, 0])
        _ = try store.commit([history.append(.sagaCompleted, phase: .ended)])
        #expect(try counts() == [0, 0, 1, 0])
        #expect(try store.sagas(in: .ended, after: nil, limit: 9) == [history.id])
        _ = try store.commit([history.remove])
        #expect(try counts() == [0, 0, 0, 0])
    }

    @Test("sagas of a phase come in pages, in order of id", arguments: StoreKind.allCases)
    func pages(kind: StoreKind) throws {
        let store = try kind.open(in: directory)
        let histories = (1...7).map { History($0) }
        _ = try store.commit(histories.reversed().map(\.accept))
        let ids = histories.map(\.id)
        #expect(try store.sagas(in: .waiting, after: nil, limit: 3) == Array(ids[0..<3]))
        #expect(try store.sagas(in: .waiting, after: ids[2], limit: 3) == Array(ids[3..<6]))
        #expect(try store.sagas(in: .waiting, after: ids[5], limit: 3) == [ids[6]])
        #expect(try store.sagas(in: .waiting, after: ids[6], limit: 3).isEmpty)
        #expect(try store.sagas(in: .waiting, after: nil, limit: 0).isEmpty)
        #expect(try store.sagas(in: .active, after: nil, limit: 3).isEmpty)
        #expect(try store.highestSagaID() == ids[6])
        // A saga that is not there, or no more, is a place to start from all the same.
        _ = try store.commit([histories[2].remove])
        #expect(try store.sagas(in: .waiting, after: ids[2], limit: 1) == [ids[3]])
    }

    @Test("a job accepts a key once", arguments: StoreKind.allCases)
    func duplicates(kind: StoreKind) throws {
        let store = try kind.open(in: directory)
        let first = History(1, key: "k")
        var second = History(2, key: "k")
        let third = History(3, key: "k")
        let other = History(4, job: "other", key: "k")
        _ = try store.commit([first.accept])
        // What is written for a refused saga in the same list leaves no trace either.
        let refused = try store.commit([
            second.accept, second.append(.sagaStarted, phase: .active), other.accept, third.accept,
        ])
        #expect(refused == [second.id: first.id, third.id: first.id])
        #expect(try store.entries(of: second.id).isEmpty)
        #expect(try store.count(of: .active) == 0)
        #expect(try store.count(of: .waiting) == 2)
        #expect(try store.saga(job: "job", key: "k") == first.id)
        #expect(try store.saga(job: "other", key: "k") == other.id)
        #expect(try store.saga(job: "job", key: "l") == nil)
    }

    @Test("a key that is there twice in one list is accepted once", arguments: StoreKind.allCases)
    func duplicatesInOneList(kind: StoreKind) throws {
        let store = try kind.open(in: directory)
        let first = History(1, key: "k")
        let second = History(2, key: "k")
        #expect(try store.commit([first.accept, second.accept]) == [second.id: first.id])
        #expect(try store.highestSagaID() == first.id)
    }

    @Test("keys that look alike are told apart", arguments: StoreKind.allCases)
    func keysApart(kind: StoreKind) throws {
        let store = try kind.open(in: directory)
        let long = String(repeating: "k", count: 2_000)
        let pairs = [
            ("", ""), ("a", "b"), ("ab", ""), ("", "ab"), ("a\u{0}", "b"), ("a", "\u{0}b"),
            ("\u{e9}", "x"), ("e\u{301}", "x"), (long, "x"), (long, "y"), ("x", long),
        ]
        for (index, pair) in pairs.enumerated() {
            let history = History(UInt64(index + 1), job: pair.0, key: pair.1)
            #expect(try store.commit([history.accept]).isEmpty)
        }
        for (index, pair) in pairs.enumerated() {
            let saga = try store.saga(job: pair.0, key: pair.1)
            #expect(saga == History(UInt64(index + 1)).id)
        }
    }

    @Test("removing takes away the saga and its key, and no other's", arguments: StoreKind.allCases)
    func removal(kind: StoreKind) throws {
        let store = try kind.open(in: directory)
        let first = History(1, key: "k")
        let second = History(2, key: "k")
        _ = try store.commit([first.accept, History(3).accept])
        _ = try store.commit([first.remove, second.accept])
        #expect(try store.entries(of: first.id).isEmpty)
        #expect(try store.saga(job: "job", key: "k") == second.id)
        // Removing again must not take the key from the saga that has it now.
        _ = try store.commit([first.remove])
        #expect(try store.saga(job: "job", key: "k") == second.id)
        #expect(try store.entries(of: History(3).id).count == 1)
        _ = try store.commit([History(3).remove])
        #expect(try store.highestSagaID() == History(3).id)
    }

    @Test("a gap or a doubled entry fails the whole list", arguments: StoreKind.allCases)
    func gaps(kind: StoreKind) throws {
        let store = try kind.open(in: directory)
        var history = History(1)
        _ = try store.commit([history.accept])
        let start = history.append(.sagaStarted, phase: .active)
        let end = history.append(.sagaCompleted, phase: .ended)
        var stranger = History(2)
        for writes in [
            [end], [start, start], [end, start], [stranger.append(.sagaStarted)],
            [JournalWrite.append(history.entries[0], phase: nil)],
            [JournalWrite.append(history.entries[1], phase: .waiting)],
            [JournalWrite.append(history.entries[1], phase: .deferred)],
        ] {
            let error = #expect(throws: JournalError.self) {
                try store.commit([History(9).accept] + writes)
            }
            #expect(error?.code == .damaged)
        }
        #expect(try store.entries(of: History(9).id).isEmpty)
        #expect(try store.saga(job: "job", key: "key-9") == nil)
        #expect(try store.highestSagaID() == history.id)
        _ = try store.commit([start, end])
        #expect(try store.entries(of: history.id) == history.entries)
    }
}
