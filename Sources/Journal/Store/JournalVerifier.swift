public import Steps

/// Reads a journal and its archive whole, and says what is not as it was written.
public enum JournalVerifier {
    /// Something that is wrong.
    public struct Finding: Sendable {
        /// The saga that it is about, if it is about one.
        public var saga: SagaID?
        /// What is wrong.
        public var what: String
    }

    private static let page = 512

    /// Checks every entry, chain, phase, key and definition. Blocks.
    ///
    /// A file that was cut short ends the process by a signal: run it in one that may die.
    /// - Throws: ``JournalError`` if there is nothing that could be read at all.
    public static func verify(directory: String) throws(JournalError) -> [Finding] {
        let journal = try LMDBJournalReader.open(directory: directory)
        let archive = try SQLiteArchiveReader.open(directory: directory)
        var findings: [Finding] = []
        for phase in SagaPhase.allCases {
            var last: SagaID?
            while true {
                let sagas = try journal.sagas(in: phase, after: last, limit: page)
                for saga in sagas {
                    if let what = problem(of: saga, in: phase, journal) {
                        findings.append(Finding(saga: saga, what: what))
                    }
                }
                guard let newest = sagas.last else { break }
                last = newest
            }
        }
        for saga in try journal.sagasWithoutPhase() {
            findings.append(Finding(saga: saga, what: "has entries, and is in no phase"))
        }
        try verify(archive, &findings)
        return findings
    }

    private static func problem(
        of saga: SagaID, in phase: SagaPhase, _ journal: LMDBJournalReader
    ) -> String? {
        do throws(JournalError) {
            let entries = try EntryChain.verify(journal.entries(of: saga)).map(\.entry)
            guard let summary = SagaSummary(folding: entries) else {
                return "is listed and has no entries"
            }
            let expected: SagaPhase =
                summary.status == .accepted
                ? .waiting : summary.status.isTerminal ? .ended : .active
            guard phase == expected else {
                return "is listed as \(phase), and is \(summary.status.rawValue)"
            }
            let hash = summary.acceptance.definition
            guard let json = try journal.definition(hash) else {
                return "its definition \(hash) is missing"
            }
            guard ContentHash(of: json) == hash else { return "its definition \(hash) is altered" }
            let acceptance = summary.acceptance
            guard try journal.saga(job: acceptance.job, key: acceptance.key) == saga else {
                return "its key '\(acceptance.key)' leads to another saga"
            }
            return nil
        } catch {
            return error.message
        }
    }

    private static func verify(
        _ archive: SQLiteArchiveReader, _ findings: inout [Finding]
    ) throws(JournalError) {
        var last: SagaID?
        while true {
            let rows = try archive.rows(before: last, limit: page)
            for row in rows {
                if let what = problem(of: row) {
                    findings.append(Finding(saga: row.saga, what: "in the archive: " + what))
                }
            }
            guard let newest = rows.last else { return }
            last = newest.saga
        }
    }

    private static func problem(of row: SQLiteArchiveReader.StoredSaga) -> String? {
        do throws(JournalError) {
            let decoded = try EntryChain.verify(EntriesBlob.decode(row.entries, of: row.saga))
            guard let summary = SagaSummary(folding: decoded.map(\.entry)) else {
                return "it does not start with its acceptance"
            }
            guard decoded.last?.hash.description == row.lastHash else {
                return "its last entry has another hash than its row"
            }
            guard summary.status.rawValue == row.status, summary.id == row.saga else {
                return "its row says \(row.status), and its entries \(summary.status.rawValue)"
            }
            return nil
        } catch {
            return error.message
        }
    }
}
