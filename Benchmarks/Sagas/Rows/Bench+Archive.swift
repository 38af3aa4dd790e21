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
        let bare = try time(["--version"], journal: journal)
        for look in try looks(filled) {
            table.add(
                "7", "\(name): \(look.name)", try time(look.arguments, journal: journal), "ms",
                .atMost(look.bound))
        }
        table.add("7", "of which the start of the program", bare, "ms")
    }

    private typealias Look = (name: String, arguments: [String], bound: Double)

    private func looks(_ filled: Figures) throws -> [Look] {
        let (saga, moment) = (try filled.text("middle"), try filled.text("moment"))
        return [
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
            ("list --since", ["list", "--since", moment], 200),
            ("list --until", ["list", "--until", moment], 200),
            ("list --node, of 1,000 lists", ["list", "--node", "node01"], 200),
            ("list --node, of one list", ["list", "--node", "rack500"], 200),
            (
                "list --node --status, none of 1,000 lists",
                ["list", "--node", "node01", "--status", "compensated"], 200
            ),
            ("list --node --until", ["list", "--node", "rack500", "--until", moment], 200),
            ("list --job --node, none of them", ["list", "--job", "job-1", "--node", "x"], 200),
            ("list --text, a hundredth", ["list", "--text", "503 unavailable"], 200),
            ("list --text, none of them", ["list", "--text", "503 refused"], 200),
            ("list --text, by a beginning", ["list", "--text", "unav*"], 200),
            ("list --text --until", ["list", "--text", "unavailable", "--until", moment], 200),
            (
                "list --text --job --node",
                ["list", "--text", "unavailable", "--job", "job-1", "--node", "node01"], 200
            ),
            ("journal info", ["journal", "info"], 200),
        ]
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
