import Foundation

extension Bench {
    /// Sagas that a crash left half-way: as many started as an engine lets move, the others
    /// accepted; and all of them started, as many as it holds with those that rest.
    func measureRecovery() throws {
        let held = count(20_000)
        try measureRecovery(count(100_000), started: held, within: 2)
        try measureRecovery(count(100_000), started: count(100_000), within: 2)
        if large { try measureRecovery(count(1_000_000), started: held, within: 15) }
    }

    private func measureRecovery(_ count: Int, started: Int, within bound: Double) throws {
        let journal = newJournal()
        defer { remove(journal) }
        let filled = try own([
            "fill-journal", "--journal", journal, "--workflow", workflow, "--sagas", "\(count)",
            "--first", "\(groups(count).lowerBound)", "--started", "\(started)",
        ]).figures()
        let isWhole = started >= count
        let name = ResultTable.text(Double(count)) + (isWhole ? " started" : " unfinished")
        table.add(
            "5", "\(name): journal an entry", try filled["usedBytes"] / filled["entries"],
            "bytes", .atMost(400))
        if isWhole {
            // The best of some: other programs can only add to it.
            let rates = try (0..<5).map { _ in
                let scan = try own(["scan", "--journal", journal]).figures()
                return try scan["entries"] / scan["seconds"]
            }
            table.add(
                "6", "\(name): entries read, decoded and verified, best of 5", rates.max() ?? .nan,
                "/s",
                .atLeast(3e6))
        }
        // Stopped at its first call, and so hardly changed by it.
        let recovery = try own(["recover", "--journal", journal])
        table.add(
            "6", "\(name): until the first call", try recovery.figures()["firstCallSeconds"],
            "s", .atMost(bound))
        table.add("6", "\(name): memory", recovery.peakMemory / 1_048_576, "MB")
        if !isWhole { try measureResume(name, journal, count, within: bound) }
    }

    /// The same with the real command.
    private func measureResume(
        _ name: String, _ journal: String, _ count: Int, within bound: Double
    ) throws {
        _ = try nodes.usage()
        let start = Date().timeIntervalSince1970
        let run = try resume(count, journal: journal)
        let first = try nodes.usage()["firstRequestAt"] / 1e6
        table.add(
            "6", "\(name): resume, until a node is called", first - start, "s", .atMost(bound))
        table.add(
            "6", "\(name): resume, a saga", try run.figures()["seconds"] * 1e6 / Double(count),
            "µs")
    }
}
