import Foundation

extension Bench {
    private static let megabyte = 1_048_576.0

    /// Large jobs: handed in, run, and what they leave on the disk.
    func measureBulk() throws {
        let few = count(10_000)
        let base = try measureJob(few)
        for usual in [100_000] + (large ? [1_000_000] : []) {
            let sagas = count(usual)
            let time = try measureJob(sagas)
            table.add(
                "5", "\(ResultTable.text(Double(sagas))) sagas: run, a saga", time, "µs",
                against: ("\(ResultTable.text(Double(few))) sagas", base), .within(0.8...1.2))
        }
    }

    /// - Returns: microseconds a saga, the start of the program not included.
    private func measureJob(_ sagas: Int) throws -> Double {
        let journal = newJournal()
        defer { remove(journal) }
        let name = "\(ResultTable.text(Double(sagas))) sagas"
        let submitted = try submit(
            sagas, inFlight: 256, journal: journal, options: ["--detach"])
        table.add("5", "\(name): submitted", submitted.seconds, "s", .atMost(20))
        try addJournalSize(name, journal)
        let file = Self.fileSize(journal + "/data.mdb")
        let run = try resume(sagas, journal: journal)
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
        return try run.figures()["seconds"] * 1e6 / Double(sagas)
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
