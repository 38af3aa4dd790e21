import Foundation

extension Bench {
    private static let megabyte = 1_048_576.0

    /// Large jobs: handed in, run, and what they leave on the disk.
    func measureBulk() throws {
        let first = try measureJob(count(1_000))
        for sagas in [100_000] + (large ? [1_000_000] : []) {
            let time = try measureJob(count(sagas))
            table.add(
                "5", "\(ResultTable.text(Double(count(sagas)))) sagas: run, a saga", time, "µs",
                against: ("\(count(1_000)) sagas", first), .atMost(1.2))
        }
    }

    /// - Returns: microseconds a saga.
    private func measureJob(_ sagas: Int) throws -> Double {
        let journal = newJournal()
        defer { remove(journal) }
        let name = "\(ResultTable.text(Double(sagas))) sagas"
        let submitted = try submit(
            sagas, inFlight: 256, journal: journal, options: ["--detach"])
        table.add("5", "\(name): submitted", submitted.seconds, "s", .atMost(20))
        try addJournalSize(name, journal)
        let file = Self.fileSize(journal + "/data.mdb")
        let run = try sagactl(
            ["resume", "-j", "256", "-o", "json", "-q"], journal: journal
        ).succeeded("sagactl resume")
        guard try run.figures()["completed"] == Double(sagas) else {
            throw BenchmarkFailure("not all of \(name) completed: \(run.output)")
        }
        table.add(
            "5", "\(name): memory",
            max(run.peakMemory, submitted.peakMemory) / Self.megabyte, "MB", .atMost(300))
        let ended = Self.fileSize(journal + "/data.mdb")
        table.add(
            "5", "\(name): the journal's file at the end", ended / Self.megabyte, "MB",
            against: ("when all were accepted", file / Self.megabyte))
        let archive = ArchiveFile(journal: journal)
        table.add(
            "5", "\(name): archive a saga", try archive.compactedSize() / Double(sagas), "bytes",
            .atMost(600))
        if sagas <= 100_000 {
            _ = try submit(sagas, inFlight: 256, journal: journal)
            table.add(
                "5", "\(name): the journal's file after as many again",
                Self.fileSize(journal + "/data.mdb") / Self.megabyte, "MB",
                against: ("after the first", ended / Self.megabyte), .atMost(1.05))
        }
        return run.seconds * 1e6 / Double(sagas)
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
