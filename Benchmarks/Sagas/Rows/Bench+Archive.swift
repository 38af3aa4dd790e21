import Foundation

extension Bench {
    private static let tries = 7

    /// Looking things up beside very many archived sagas.
    func measureArchive() throws {
        for sagas in [1_000_000] + (large ? [10_000_000] : []) { try measureLooks(count(sagas)) }
    }

    private func measureLooks(_ sagas: Int) throws {
        let journal = newJournal()
        defer { remove(journal) }
        let start = ContinuousClock.now
        let filled = try own([
            "fill-archive", "--journal", journal, "--workflow", workflow, "--sagas", "\(sagas)",
        ]).figures()
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let name = "\(ResultTable.text(Double(sagas))) archived"
        table.add("", "\(name): stored", Double(sagas) / seconds, "/s")
        table.add(
            "5", "\(name): a saga",
            Self.fileSize(ArchiveFile(journal: journal).path) / Double(sagas), "bytes",
            .atMost(600))
        let saga = try filled.text("middle")
        let looks: [(name: String, arguments: [String], bound: Double)] = [
            ("list", ["list"], 20),
            ("show ID", ["show", saga], 20),
            ("history ID", ["history", saga], 20),
            ("list --job", ["list", "--job", "job-1"], 200),
            ("list --status, of which there is none", ["list", "--status", "compensated"], 200),
            ("list --workflow, of which there is none", ["list", "--workflow", "other"], 200),
            (
                "list --workflow --status, all of them",
                ["list", "--workflow", "create-group", "--status", "completed"], 200
            ),
            (
                "list --status --workflow, none of them",
                ["list", "--status", "completed", "--workflow", "other"], 200
            ),
            ("journal info", ["journal", "info"], 200),
        ]
        let bare = try time(["--version"], journal: journal)
        for look in looks {
            table.add(
                "7", "\(name): \(look.name)", try time(look.arguments, journal: journal), "ms",
                .atMost(look.bound))
        }
        table.add("7", "of which the start of the program", bare, "ms")
    }

    /// Milliseconds of a command from start to end, by the best of some tries: other programs can
    /// only add to it.
    func time(_ arguments: [String], journal: String) throws -> Double {
        let environment = environment(journal: journal)
        return try (0..<Self.tries).map { _ in
            try ProgramTime.milliseconds(tools.sagactl, arguments, environment: environment)
        }.min() ?? .nan
    }
}
