internal import Foundation
internal import LMDB
public import Steps

/// All histories that a journal's directory holds, or what is whole of them.
///
/// Reads a damaged journal without LMDB, which would end the process by a signal.
public struct JournalSalvage: Sendable {
    /// Sagas that are read at once: whoever takes them may be slow, and a read transaction that
    /// stays open would make the file grow.
    private static let page = 512

    /// What is wrong with the journal; nothing if it is whole.
    public let report: JournalReport
    let directory: String
    private let pool: SagaPool?
    /// What was found about each saga.
    private let findings: [SagaID: [String]]
    /// Sagas that only pages know to which nothing leads.
    private let found: [SagaID]

    /// Verifies a journal, and looks through its pages if something is wrong; blocks.
    public init(directory: String) throws(JournalError) {
        self.directory = directory
        report = try JournalVerifier.report(directory: directory)
        findings = Dictionary(
            report.findings.compactMap { finding in finding.saga.map { ($0, [finding.what]) } },
            uniquingKeysWith: +)
        guard !report.findings.isEmpty else {
            pool = nil
            found = []
            return
        }
        let damaged = report.damaged
        (pool, found) = try JournalSnapshot.read(directory: directory) { snapshot in
            let pages = Self.pages(of: snapshot, directory)
            var listed: Set<SagaID> = []
            pages?.scan(after: nil) { saga, _ in
                listed.insert(saga)
                return true
            }
            let pool = SagaPool(snapshot.file) { damaged.contains($0) || !listed.contains($0) }
            return (pool, pool.entries.keys.filter { !listed.contains($0) }.sorted())
        }
    }

    static func pages(
        of snapshot: JournalSnapshot, _ directory: String
    ) -> JournalPages? {
        var seen = PageSet(pageCount: snapshot.file.pageCount)
        return snapshot.view.flatMap {
            try? JournalPages($0, directory: directory, seen: &seen)
        }
    }

    /// Calls `body` with each saga: those of the journal, in order of id, and those of the archive.
    public func sagas(_ body: (RescuedSaga) throws -> Void) throws {
        var given: Set<SagaID> = []
        var last: SagaID?
        while true {
            let page = try JournalSnapshot.read(directory: directory) { snapshot in
                histories(in: snapshot, after: last)
            }
            for (saga, stored) in page {
                given.insert(saga)
                try body(rescued(saga, stored))
            }
            guard page.count == Self.page else { break }
            last = page.last?.saga
        }
        let archive = try? SQLiteArchiveReader.open(directory: directory)
        for id in archive?.ids(isSound: report.findings.isEmpty) ?? [] {
            guard let saga = SagaID(id), given.insert(saga).inserted else { continue }
            // What cannot be read there may still be in the journal's pages.
            let stored = (try? archive?.entries(of: saga)) ?? []
            try body(rescued(saga, stored))
        }
        // Also those of which nothing is left but their names.
        for saga in found + report.damaged.sorted() where given.insert(saga).inserted {
            try body(rescued(saga, []))
        }
    }

    private func histories(
        in snapshot: JournalSnapshot, after last: SagaID?
    ) -> [(saga: SagaID, stored: [EncodedEntry])] {
        var page: [(saga: SagaID, stored: [EncodedEntry])] = []
        Self.pages(of: snapshot, directory)?.scan(after: last) { saga, stored in
            page.append((saga, stored))
            return page.count < Self.page
        }
        return page
    }

    private func rescued(_ saga: SagaID, _ stored: [EncodedEntry]) -> RescuedSaga {
        var loss = findings[saga]
        guard let pool else { return RescuedSaga(id: saga, stored: stored, loss: nil) }
        if stored.isEmpty, loss == nil { loss = [Self.nothingLeads] }
        guard pool.entries[saga] != nil else {
            return RescuedSaga(id: saga, stored: stored, loss: loss?.joined(separator: "; "))
        }
        return RescuedSaga(
            id: saga, stored: pool.history(of: saga, stored: stored),
            loss: loss?.joined(separator: "; "))
    }

    /// A definition's canonical JSON; `nil` if it is lost.
    public func definition(_ hash: ContentHash) -> [UInt8]? {
        if let json = pool?.definitions[hash] { return json }
        let json = try? JournalSnapshot.read(directory: directory) { snapshot in
            Self.pages(of: snapshot, directory)?.definitions?.value(hash.bytes)
        }
        if let json, ContentHash(of: json) == hash { return json }
        let archived = try? SQLiteArchiveReader.open(directory: directory).definition(hash)
        return archived.flatMap { ContentHash(of: $0) == hash ? $0 : nil }
    }
}

extension JournalSalvage {
    /// What stands beside the sagas, as far as it can be read.
    struct Settings {
        var identity: [UInt8]
        var epoch: Int
        var records: [(name: String, bytes: [UInt8])] = []
    }

    func settings() throws(JournalError) -> Settings {
        try JournalSnapshot.read(directory: directory) { snapshot in
            let pages = Self.pages(of: snapshot, directory)
            let identity = pages?.meta?.value(JournalTables.Meta.identity)
            let random = BigEndian.bytes(UInt64.random(in: 0...UInt64.max))
            var settings = Settings(
                identity: identity ?? random,
                epoch: JournalTables.epoch(pages?.meta?.value(JournalTables.Meta.epoch)))
            pages?.records?.scan(from: []) { key, bytes in
                if let record = try? JournalRecord.decode(bytes, key: key) {
                    settings.records.append(record)
                }
                return true
            }
            return settings
        }
    }

    /// Whether nothing can have come after what is left of a saga.
    func isCertain(_ saga: RescuedSaga) -> Bool {
        saga.loss == nil && !report.areTailsInDoubt
    }

    static let nothingLeads = "nothing leads to its entries any more"

    /// What can be said of a file in which nothing says where the tables are.
    static func report(
        of snapshot: JournalSnapshot, directory: String
    ) throws(JournalError) -> JournalReport {
        var report = JournalReport()
        report.areTailsInDoubt = true
        report.findings = snapshot.faults.map { JournalFinding($0) }
        let pool = SagaPool(snapshot.file) { _ in true }
        let archive = directory + "/" + SQLiteArchive.fileName
        guard
            snapshot.view != nil || !pool.entries.isEmpty || !pool.definitions.isEmpty
                || FileManager.default.fileExists(atPath: archive)
        else {
            throw JournalTables.noJournal(directory)
        }
        for saga in pool.entries.keys.sorted() {
            report.findings.append(
                JournalFinding(saga: saga, what: nothingLeads))
        }
        return report
    }
}

extension JournalPages {
    /// Calls `body` with the sagas that have entries, in order, starting after one.
    func scan(
        after last: SagaID?, _ body: (_ saga: SagaID, _ stored: [EncodedEntry]) -> Bool
    ) {
        var group: [EncodedEntry] = []
        var goesOn = true
        let start = last.map { JournalTables.entryKey($0, Int(UInt32.max)) + [0] } ?? [0]
        entries?.scan(from: start) { key, bytes in
            guard key.count == JournalTables.entryKeyLength else { return true }
            let saga = JournalTables.saga(fromKey: key)
            if let known = group.first?.saga, known != saga {
                goesOn = body(known, group)
                group = []
            }
            let sequence = Int(BigEndian.number(key.suffix(4)))
            group.append(EncodedEntry(saga: saga, sequence: sequence, bytes: bytes))
            return goesOn
        }
        if goesOn, let saga = group.first?.saga { _ = body(saga, group) }
    }
}
