import Journal
import Steps
import Testing

struct JournalPlacesTests {
    private let directory: TemporaryDirectory
    private var path: String { directory.path + "/journal" }
    private let later = History(5, notBefore: Timestamp(rawValue: -2))

    /// A journal with an active, a waiting and a deferred saga, and two records.
    init() throws {
        directory = try TemporaryDirectory()
        let journal = try LMDBJournal.open(directory: directory.path + "/journal")
        var active = History(2)
        _ = try journal.commit([
            History.define, active.accept, active.append(.sagaStarted, phase: .active),
            History(3).accept, later.accept, .put(record: "a", bytes: [1, 2]),
            .put(record: "b", bytes: []),
        ])
    }

    private func findings() throws -> [JournalFinding] {
        try JournalVerifier.verify(directory: path)
    }

    @Test("sagas that wait and do not stand where they are looked for are found")
    func places() throws {
        let waiting = History(3).id
        #expect(try findings() == [])
        let queueKey = ForeignEnvironment.lane + ForeignEnvironment.key(waiting)
        let dueKey =
            [0x7F] + Array(repeating: 0xFF, count: 6) + [0xFE] + ForeignEnvironment.key(later.id)
        for (table, key, saga) in [("queue", queueKey, waiting), ("deferred", dueKey, later.id)] {
            try ForeignEnvironment.remove(key, from: table, of: path)
            #expect(try findings().map(\.saga) == [saga])
            // In another place, and in two.
            var other = key
            other[0] ^= 4
            try ForeignEnvironment.put(other, [], in: table, of: path)
            #expect(Set(try findings().map(\.saga)) == [saga])
            try ForeignEnvironment.put(key, [], in: table, of: path)
            #expect(try findings().map(\.saga) == [saga])
            try ForeignEnvironment.remove(other, from: table, of: path)
            #expect(try findings() == [])
            // Of a saga that does not wait.
            let stray = Array(key.dropLast(16)) + ForeignEnvironment.key(History(2).id)
            try ForeignEnvironment.put(stray, [], in: table, of: path)
            #expect(try findings().map(\.saga) == [History(2).id])
            try ForeignEnvironment.remove(stray, from: table, of: path)
        }
        try ForeignEnvironment.put(
            [1] + ForeignEnvironment.key(waiting), [3, 0, 0], in: "phases", of: path)
        #expect(Set(try findings().map(\.saga)) == [waiting])
    }

    @Test("records that were altered, or stand under another name, are found")
    func records() throws {
        #expect(try findings() == [])
        let empty = try ForeignEnvironment.value(of: [0x62], in: "records", of: path)
        try ForeignEnvironment.put([0x63], empty, in: "records", of: path)
        #expect(try findings().count == 1)
        try ForeignEnvironment.put([0x61], [2], in: "records", of: path)
        #expect(try findings().count == 2)
        let reader = try LMDBJournalReader.open(directory: path)
        #expect(try reader.records(prefix: "b").map(\.bytes) == [[]])
        for prefix in ["", "a", "c"] {
            let error = #expect(throws: JournalError.self) { try reader.records(prefix: prefix) }
            #expect(error?.code == .damaged)
        }
    }
}
