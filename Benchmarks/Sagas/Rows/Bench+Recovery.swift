import Foundation

extension Bench {
    /// Sagas that a crash left half-way.
    func measureRecovery() throws {
        for (sagas, bound) in [(100_000, 2.0)] + (large ? [(1_000_000, 15.0)] : []) {
            let journal = newJournal()
            defer { remove(journal) }
            let count = count(sagas)
            let filled = try own([
                "fill-journal", "--journal", journal, "--workflow", workflow, "--sagas",
                "\(count)",
            ]).figures()
            let name = "\(ResultTable.text(Double(count))) unfinished"
            table.add(
                "5", "\(name): journal an entry",
                try filled["usedBytes"] / filled["entries"], "bytes", .atMost(400))
            let scan = try own(["scan", "--journal", journal]).figures()
            table.add(
                "6", "\(name): entries read and decoded",
                try scan["entries"] / scan["seconds"], "/s", .atLeast(3e6))
            // Stopped at its first call, and so hardly changed by it.
            let recovery = try own(["recover", "--journal", journal])
            table.add(
                "6", "\(name): until the first call",
                try recovery.figures()["firstCallSeconds"], "s",
                .atMost(bound * max(1, scale)))
            table.add("6", "\(name): memory", recovery.peakMemory / 1_048_576, "MB")
            try measureResume(name, journal, count)
        }
    }

    /// The same with the real command.
    private func measureResume(_ name: String, _ journal: String, _ count: Int) throws {
        _ = try nodes.usage()
        let start = Date().timeIntervalSince1970
        let run = try sagactl(
            ["resume", "-j", "256", "-o", "json", "-q"], journal: journal, silent: true
        ).succeeded("sagactl resume", with: [0, 3, 4])
        let first = try nodes.usage()["firstRequestAt"] / 1e6
        table.add("6", "\(name): resume, until a node is called", first - start, "s")
        table.add("6", "\(name): resume, a saga", run.seconds * 1e6 / Double(count), "µs")
    }
}
