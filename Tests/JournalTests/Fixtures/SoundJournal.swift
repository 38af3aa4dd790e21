import Foundation
import Journal
import SagaTesting
import Steps

/// A journal with sagas in all phases and an archive, as bytes, with what it holds.
struct SoundJournal: Sendable {
    /// What can be read of a journal.
    struct Contents: Equatable {
        var sagas: [SagaID: [EncodedEntry]] = [:]
        var phases: [SagaPhase: [SagaID]] = [:]
        var lanes: [Lane] = []
        var waiting: [[SagaID]] = []
        var deferred: [SagaID] = []
        var records: [String: [UInt8]] = [:]
        var highest: SagaID?
    }

    let data: [UInt8]
    /// The file as it was some commits before.
    let older: [[UInt8]]
    let archive: Data
    /// Of journal and archive, in full.
    let histories: [SagaID: [EncodedEntry]]
    let contents: Contents

    static let made = try? SoundJournal()

    static let pageSize = 4_096
    private static let rounds: UInt64 = 24

    private init() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/journal"
        var older: [[UInt8]] = []
        do {
            let journal = try LMDBJournal.open(directory: path)
            let archive = try SQLiteArchive.open(directory: path)
            for round in 0..<Self.rounds {
                try Self.play(round, journal, archive)
                older.append(Array(try Data(contentsOf: URL(filePath: path + "/data.mdb"))))
            }
            archive.close()
        }
        self.older = older.dropLast()
        data = older.last ?? []
        // Closed, it is one file.
        archive = try Data(contentsOf: URL(filePath: path + "/archive.sqlite"))
        histories = try Self.histories(try JournalSalvage(directory: path))
        contents = try Self.contents(path)
    }

    /// Some sagas that wait, run, end, and move to the archive.
    private static func play(
        _ round: UInt64, _ journal: LMDBJournal, _ archive: SQLiteArchive
    ) throws {
        let first = round * 10
        var ended = History(first + 1)
        var moved = History(first + 2, job: String(repeating: "j", count: 600))
        var active = History(first + 3)
        let attempt = Attempt(step: 0, kind: .action, number: 1)
        // Too long for a leaf, now and then.
        let detail = String(repeating: "é", count: round % 3 == 0 ? 3_000 : 100)
        var writes = ended.complete() + moved.complete()
        writes += [
            active.accept, active.append(.sagaStarted, phase: .active),
            active.append(.attemptStarted(attempt)),
            active.append(
                .attemptEnded(attempt, AttemptResult(outcome: .unknown, detail: detail))),
            History(first + 4, job: "job-\(round % 4)", priority: Int(round % 5) + 1).accept,
            History(first + 5, job: String(repeating: "k", count: 500)).accept,
            History(first + 6, notBefore: Timestamp(rawValue: Int64(round))).accept,
            .put(record: "schedule/\(round)", bytes: Array(repeating: 7, count: 300)),
            .put(record: "schedule/always", bytes: [UInt8(round)]),
        ]
        _ = try journal.commit(writes)
        if let row = moved.archived { try archive.store([row]) }
        _ = try journal.commit([moved.remove])
    }

    /// Everything that an export gives.
    static func histories(_ salvage: JournalSalvage) throws -> [SagaID: [EncodedEntry]] {
        var histories: [SagaID: [EncodedEntry]] = [:]
        try salvage.sagas { saga in
            histories[saga.id] = saga.entries.map { decoded in
                EncodedEntry(
                    saga: saga.id, sequence: decoded.entry.sequence,
                    bytes: EntryCodec.encode(decoded.entry, previous: decoded.previous).encoded
                        .bytes)
            }
        }
        return histories
    }

    /// What LMDB gives.
    static func contents(_ path: String) throws -> Contents {
        let reader = try LMDBJournalReader.open(directory: path)
        var contents = Contents()
        for phase in SagaPhase.allCases {
            let sagas = try reader.sagas(in: phase, after: nil, limit: 10_000)
            contents.phases[phase] = sagas
            for saga in sagas { contents.sagas[saga] = try reader.entries(of: saga) }
        }
        contents.lanes = try reader.lanes()
        contents.waiting = try contents.lanes.map {
            try reader.waiting(in: $0, after: nil, limit: 10_000)
        }
        contents.deferred = try reader.deferred(after: nil, limit: 10_000).map(\.saga)
        for record in try reader.records(prefix: "") {
            contents.records[record.name] = record.bytes
        }
        contents.highest = try reader.highestSagaID()
        return contents
    }

    /// Lays the journal out in a directory, with other files in place of its own.
    func lay(in directory: TemporaryDirectory, data: [UInt8]? = nil, archive: Data? = nil) throws
        -> String
    {
        let path = directory.path + "/journal"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        try Data(data ?? self.data).write(to: URL(filePath: path + "/data.mdb"))
        try (archive ?? self.archive).write(to: URL(filePath: path + "/archive.sqlite"))
        return path
    }
}
