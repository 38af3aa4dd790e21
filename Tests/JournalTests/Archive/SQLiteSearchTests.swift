import Foundation
import GRDB
import Steps
import Testing

@testable import Journal

/// How the SQLite archive finds sagas, and how an archive of format 2 comes to do so.
struct SQLiteSearchTests {
    private let directory: TemporaryDirectory
    private var path: String { directory.path + "/journal" }
    private var file: String { path + "/archive.sqlite" }

    init() throws {
        directory = try TemporaryDirectory()
    }

    /// Sagas of all kinds: at their nodes and elsewhere, with and without trouble.
    private func sagas() throws -> [ArchivedSaga] {
        var plain = History(1)
        _ = plain.complete()
        var placed = History(
            2, inputs: ["node": .string("node07"), "others": .list([])],
            definition: History.placedJSON)
        placed.add(.sagaStarted)
        placed.add(.sagaCompleted)
        var troubled = History(3)
        troubled.add(.sagaParked(reason: "Node \u{E9}\u{0} was refused"))
        troubled.add(.sagaAbandoned(by: "me", reason: "gone"))
        return try [plain, placed, troubled].map { try #require($0.archived) }
    }

    private func fill() throws {
        try LMDBJournal.open(directory: path).close()
        let archive = try SQLiteArchive.open(directory: path)
        try archive.store(try sagas())
        archive.close()
    }

    private func execute(_ sql: String) throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: file, configuration: configuration)
        try queue.write { try $0.execute(sql: sql) }
        try queue.close()
    }

    private func found(_ filter: SagaFilter) throws -> [UInt64] {
        try SQLiteArchiveReader.open(directory: path)
            .sagas(matching: filter, before: nil, limit: 9).map(\.id.random)
    }

    private func expectSearches() throws {
        #expect(try found(SagaFilter(node: "node01")) == [3, 1])
        #expect(try found(SagaFilter(node: "node07")) == [2])
        #expect(try found(SagaFilter(text: TextQuery("refused gone"))) == [3])
        #expect(try JournalVerifier.verify(directory: path) == [])
    }

    @Test("a listing is read in its order: SQLite neither sorts it nor reads all sagas for it")
    func plans() throws {
        try fill()
        let text = TextQuery("a b*")
        let filters = [
            SagaFilter(), SagaFilter(statuses: [.completed]), SagaFilter(job: "a"),
            SagaFilter(workflow: "a"), SagaFilter(job: "a", workflow: "b"), SagaFilter(node: "a"),
            SagaFilter(statuses: [.completed], workflow: "a", node: "b"),
            SagaFilter(job: "a", node: "b"), SagaFilter(text: text),
            SagaFilter(statuses: [.completed, .abandoned], job: "a", node: "b", text: text),
        ]
        try DatabaseQueue(path: file).read { database in
            let lists = [NodeList(list: 1, status: 2, newest: 3)]
            for query in filters.flatMap({ ArchiveQuery.all($0) { _, _ in lists } }) {
                let plan = try Self.plan(
                    query.sql, query.values + [1, 2, 3].map(\.databaseValue), database)
                // An index of words is always "scanned": here by its words and in its order.
                let isRead = plan.allSatisfy { line in
                    !line.contains("B-TREE") && !line.contains("SCAN")
                        || line.contains("VIRTUAL TABLE INDEX") && line.contains("M")
                }
                #expect(isRead, "\(plan)")
            }
            let newest = NodeList.newest(of: ["completed"], with: "node01", in: 1..<2)
            let plan = try Self.plan(newest.sql, newest.values, database)
            #expect(!plan.contains { $0.contains("B-TREE") || $0.contains("SCAN") }, "\(plan)")
            #expect(
                plan.contains { $0.contains("sagas_by_node (<expr>=? AND status=?") }, "\(plan)")
        }
    }

    private static func plan(
        _ sql: String, _ values: [DatabaseValue], _ database: Database
    ) throws -> [String] {
        try Row.fetchAll(
            database, sql: "EXPLAIN QUERY PLAN \(sql)", arguments: StatementArguments(values)
        ).map { $0["detail"] }
    }

    @Test(
        "what cannot be found by its nodes or words any more is a finding",
        arguments: [
            "DELETE FROM node_sets",
            "UPDATE saga_rows SET places = nodes WHERE places IS NOT NULL",
            "INSERT INTO saga_words (saga_words) VALUES ('delete-all')",
        ])
    func lostSearches(sql: String) throws {
        try fill()
        try execute(sql)
        #expect(try !JournalVerifier.verify(directory: path).isEmpty)
    }

    @Test("a saga whose row is gone ends a list with words")
    func missingRow() throws {
        try fill()
        try execute(
            """
            DELETE FROM saga_rows WHERE number = \(History(3).id.number);
            DELETE FROM attempt_rows WHERE saga = \(History(3).id.number)
            """)
        let error = #expect(throws: JournalError.self) {
            try found(SagaFilter(text: TextQuery("refused")))
        }
        #expect(error?.code == .damaged)
        #expect(try found(SagaFilter()) == [2, 1])
    }

    @Test("sagas of a page that is lost are named by the beginnings of their ids")
    func lostPage() throws {
        try LMDBJournal.open(directory: path).close()
        let numbers = 0..<100 as Range<UInt64>
        let archive = try SQLiteArchive.open(directory: path)
        try archive.store(
            try numbers.map {
                var history = History($0 << 20)
                _ = history.complete()
                return try #require(history.archived)
            })
        archive.close()
        var bytes = try Data(contentsOf: URL(filePath: file))
        let id = try #require(bytes.range(of: Data("\(History(50 << 20).id)".utf8)))
        let page = id.lowerBound / 4_096 * 4_096
        bytes.replaceSubrange(page..<page + 4_096, with: Data(count: 4_096))
        try bytes.write(to: URL(filePath: file))

        let salvage = try JournalSalvage(directory: path)
        var left: Set<SagaID> = []
        try salvage.sagas { if !$0.entries.isEmpty { left.insert($0.id) } }
        let lost = numbers.map { History($0 << 20).id }.filter { !left.contains($0) }
        #expect((1..<20).contains(lost.count))
        for id in lost {
            let isNamed = salvage.report.findings.contains {
                $0.what.contains("'\(id.description.prefix(12))'")
            }
            #expect(isNamed, "\(id)")
        }
    }

    @Test("an archive of format 2 is read as it is, and searched once an engine has opened it")
    func upgrade() throws {
        try fill()
        try EarlierArchive.make(of: file)
        #expect(try JournalVerifier.verify(directory: path) == [])
        #expect(try found(SagaFilter(job: "job", since: Timestamp(rawValue: 0))) == [3, 2, 1])
        for filter in [SagaFilter(node: "node01"), SagaFilter(text: TextQuery("gone"))] {
            let error = #expect(throws: JournalError.self) { try found(filter) }
            #expect(error?.code == .unknownFormat)
            #expect(error?.message.contains("resume") == true)
        }
        var told: [Int] = []
        let archive = try SQLiteArchive.open(directory: path) { told.append($0) }
        #expect(told == [3])
        try expectSearches()
        // Goes on as any other, and is upgraded once.
        try archive.store(try sagas())
        var later = History(4)
        later.add(.sagaAbandoned(by: "me", reason: "refused and gone"))
        try archive.store([try #require(later.archived)])
        archive.close()
        #expect(try found(SagaFilter(text: TextQuery("refused gone"))) == [4, 3])
        try SQLiteArchive.open(directory: path) { told.append($0) }.close()
        #expect(told == [3])
        #expect(try JournalVerifier.verify(directory: path) == [])
    }

    @Test("a row that cannot be read does not keep an archive from being upgraded")
    func damagedUpgrade() throws {
        try fill()
        try EarlierArchive.make(of: file)
        try execute(
            "UPDATE saga_rows SET entries = x'02' WHERE number = \(History(1).id.number)")
        try SQLiteArchive.open(directory: path).close()
        #expect(try found(SagaFilter(text: TextQuery("refused gone"))) == [3])
        #expect(try JournalVerifier.verify(directory: path).map(\.saga) == [History(1).id])
    }

    @Test("a backup of format 2 is restored, and then upgraded")
    func backup() throws {
        try fill()
        try EarlierArchive.make(of: file)
        let copy = directory.path + "/backup"
        _ = try JournalBackup.make(of: path, at: copy)
        let restored = directory.path + "/restored"
        _ = try JournalRestore.run(from: copy, to: restored)
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.moveItem(atPath: restored, toPath: path)
        try SQLiteArchive.open(directory: path).close()
        try expectSearches()
    }

    @Test("a node that is in very many lists is found in the order of all")
    func manyLists() throws {
        let archive = try SQLiteArchive.open(directory: directory.path)
        var sagas: [ArchivedSaga] = []
        for number in 0..<400 as Range<UInt64> {
            // Each list comes twice, far apart.
            var history = History(number, nodes: ["shared", "node\(number * 7 % 200)"])
            history.add(.sagaStarted)
            history.add(number % 3 == 0 ? .sagaCompleted : .sagaCompensated)
            sagas.append(try #require(history.archived))
        }
        try archive.store(sagas)
        let shared = SagaFilter(node: "shared")
        let page = try archive.sagas(matching: shared, before: nil, limit: 51)
        #expect(page.map(\.id.random) == (349..<400).reversed())
        #expect(try archive.pages(of: shared, most: 400).map(\.random) == (0..<400).reversed())
        let some = SagaFilter(statuses: [.completed], node: "shared")
        #expect(
            try archive.pages(of: some, most: 400).map(\.random)
                == (0..<400).reversed().filter { $0 % 3 == 0 })
        #expect(
            try archive.pages(of: SagaFilter(node: "node7"), most: 9).map(\.random) == [201, 1])
    }
}
