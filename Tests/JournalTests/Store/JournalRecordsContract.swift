import Journal
import SagaTesting
import Steps
import Testing

/// What every journal has to do with what is no saga.
struct JournalRecordsContract {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func all(_ store: any JournalStore, _ prefix: String = "") throws -> [String] {
        try store.records(prefix: prefix).map { "\($0.name)=\($0.bytes)" }
    }

    @Test("records are put, replaced and removed", arguments: StoreKind.allCases)
    func roundTrip(kind: StoreKind) throws {
        let store = try kind.open(in: directory)
        #expect(try all(store) == [])
        let long = String(repeating: "é", count: 100)
        _ = try store.commit([
            .put(record: "b", bytes: [2]), .put(record: "a", bytes: []),
            .put(record: long, bytes: Array(repeating: 7, count: 100_000)),
            .put(record: "none", bytes: nil),
        ])
        #expect(try all(store).prefix(2) == ["a=[]", "b=[2]"])
        #expect(try store.records(prefix: long).map(\.bytes.count) == [100_000])
        _ = try store.commit([
            .put(record: "b", bytes: [3]), .put(record: "b", bytes: [4, 5]),
            .put(record: long, bytes: nil), .put(record: "c", bytes: [1]),
            .put(record: "c", bytes: nil),
        ])
        #expect(try all(store) == ["a=[]", "b=[4, 5]"])
        _ = try store.commit([.put(record: "a", bytes: nil)])
        _ = try store.commit([.put(record: "a", bytes: nil)])
        #expect(try all(store) == ["b=[4, 5]"])
        #expect(try store.information().entries == 0)
    }

    @Test("a prefix gives the names that begin with it, in order", arguments: StoreKind.allCases)
    func prefixes(kind: StoreKind) throws {
        let store = try kind.open(in: directory)
        let names = [
            "schedule/", "schedule/a", "schedule/é", "schedule0", "schedules", "t", "\u{0}",
        ]
        _ = try store.commit(names.map { .put(record: $0, bytes: []) })
        func found(_ prefix: String) throws -> [String] {
            try store.records(prefix: prefix).map(\.name)
        }
        #expect(try found("") == ["\u{0}"] + names.dropLast())
        #expect(try found("schedule/") == ["schedule/", "schedule/a", "schedule/é"])
        #expect(try found("schedule") == Array(names.prefix(5)))
        #expect(try found("scheduled") == [])
        #expect(try found("u") == [])
        #expect(try found(String(repeating: "s", count: 1_000)) == [])
    }

    @Test(
        "records are written with the list they are in, or not at all",
        arguments: StoreKind.allCases)
    func atomicity(kind: StoreKind) throws {
        let store = try kind.open(in: directory)
        let first = History(1, key: "k")
        _ = try store.commit([first.accept, .put(record: "r", bytes: [1])])
        // A key that is known refuses a saga, and nothing else.
        let second = History(2, key: "k")
        let refused = try store.commit([.put(record: "r", bytes: [2]), second.accept])
        #expect(refused == [second.id: first.id])
        #expect(try all(store) == ["r=[2]"])
        var stranger = History(3)
        #expect(throws: JournalError.self) {
            try store.commit([
                .put(record: "r", bytes: nil), .put(record: "s", bytes: []),
                stranger.append(.sagaStarted),
            ])
        }
        #expect(try all(store) == ["r=[2]"])
    }
}
