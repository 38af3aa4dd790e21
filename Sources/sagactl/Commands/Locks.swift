internal import ArgumentParser
internal import Journal
internal import SagaEngine
internal import SagaServer
internal import Steps
internal import Workers

/// The command `sagactl locks`.
struct Locks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "locks",
        abstract: "Show the semantic locks that are held, by whom, and who waits for them.")

    @OptionGroup var journal: JournalOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let directory = try journal.directory
        let socket = EngineSocket(directory: directory)
        let rows: [LockRow]
        if let answer = try await socket.get("/v1/locks", as: [LockRow].self) {
            rows = answer
        } else {
            rows = try await Blocking.run {
                try HistorySource.open(directory: directory).locks()
            }
        }
        switch output.output {
        case .jsonl: for row in rows { Terminal.print(Self.json(row).text) }
        case .json: Terminal.print("[\(rows.map { Self.json($0).text }.joined(separator: ","))]")
        case .ids: for row in rows { Terminal.print(row.holder) }
        case .text: printTable(rows)
        }
    }

    private func printTable(_ rows: [LockRow]) {
        guard !rows.isEmpty else {
            if !output.quiet { Terminal.note("no locks are held") }
            return
        }
        var table = Table(["LOCK", "HELD BY", "WAITING"], palette: output.palette)
        for row in rows {
            let waiting = row.waiting.map { $0.isEmpty ? "-" : $0.joined(separator: " ") } ?? "?"
            table.add([.init(Terminal.safe(row.lock)), .init(row.holder), .init(waiting)])
        }
        table.print()
    }

    private static func json(_ row: LockRow) -> JSONObject {
        var object = JSONObject()
        object.add("lock", row.lock)
        object.add("holder", row.holder)
        if let waiting = row.waiting { object.add("waiting", waiting) }
        return object
    }
}

extension HistorySource {
    /// The locks of sagas that have started, which no engine runs; who waits is decided when one
    /// does.
    func locks() throws -> [LockRow] {
        try unfinished(matching: .init(statuses: [.running, .compensating, .parked]))
            .flatMap { saga in
                try (machine(of: saga.id)?.lockNames ?? []).map { name in
                    LockRow(lock: name, holder: saga.id.description, waiting: nil)
                }
            }
            .sorted { $0.lock < $1.lock }
    }
}
