import Foundation

extension Bench {
    private static let megabyte = 1_048_576.0

    /// A large job: handed in, run, and what it leaves on the disk.
    func measureBulk() throws {
        for sagas in [1_000, 100_000] + (large ? [1_000_000] : []) { try measureJob(count(sagas)) }
    }

    private func measureJob(_ sagas: Int) throws {
        let journal = newJournal()
        defer { remove(journal) }
        let name = "\(ResultTable.text(Double(sagas))) sagas"
        let submitted = try submit(
            sagas, inFlight: 256, journal: journal, options: ["--detach"])
        table.add(
            "5", "\(name): submitted", submitted.seconds, "s",
            .atMost(20 * max(1, Double(sagas) / 1e6)))
        try addJournalSize(name, journal)
        let file = Self.fileSize(journal + "/data.mdb")
        let run = try sagactl(
            ["resume", "-j", "256", "-o", "json", "-q"], journal: journal
        ).succeeded("sagactl resume")
        guard try run.figures()["completed"] == Double(sagas) else {
            throw BenchmarkFailure("not all of \(name) completed: \(run.output)")
        }
        table.add("5", "\(name): run, a saga", run.seconds * 1e6 / Double(sagas), "µs")
        table.add(
            "5", "\(name): memory",
            max(run.peakMemory, submitted.peakMemory) / Self.megabyte, "MB", .atMost(300))
        table.add(
            "5", "\(name): the journal's file when all have ended",
            Self.fileSize(journal + "/data.mdb") / Self.megabyte, "MB",
            against: ("when accepted", file / Self.megabyte))
        let archive = ArchiveFile(journal: journal)
        table.add(
            "5", "\(name): archive a saga",
            try archive.compactedSize() / Double(sagas), "bytes", .atMost(600))
    }

    private func addJournalSize(_ name: String, _ journal: String) throws {
        let information = try sagactl(
            ["journal", "info", "-o", "json"], journal: journal
        ).succeeded("sagactl journal info").figures()
        table.add(
            "5", "\(name): journal an accepted saga",
            try information["usedBytes"] / information["entries"], "bytes", .atMost(400))
    }
}
