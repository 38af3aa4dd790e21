import ArgumentParser
import Journal
import Steps

/// Makes an archive of many finished sagas, with an empty journal beside it.
struct FillArchive: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fill-archive", abstract: "Archive sagas that have completed.")

    @Option var journal: String
    @Option var workflow: String
    @Option var sagas: Int

    private static let chunk = 4_096
    /// Sagas that share a job.
    private static let jobSize = 10_000

    func run() throws {
        try LMDBJournal.open(directory: journal).close()
        let archive = try SQLiteArchive.open(directory: journal)
        defer { archive.close() }
        var history = try SampleHistory(workflow: workflow, after: nil)
        // As if a thousand had ended in a second, up to now.
        let start = SystemTime.now + Milliseconds(rawValue: -Int64(sagas))
        var middle = ""
        for first in stride(from: 0, to: sagas, by: Self.chunk) {
            let batch = (first..<min(first + Self.chunk, sagas)).compactMap { number in
                let entries = history.entries(
                    number: number, job: "job-\(number / Self.jobSize)", steps: 3,
                    at: start + Milliseconds(rawValue: Int64(number)))
                if number == sagas / 2 { middle = entries[0].entry.saga.description }
                return SagaSummary(folding: entries.map(\.entry)).map { summary in
                    ArchivedSaga(
                        summary: summary, entries: entries.map(\.encoded),
                        definition: history.json)
                }
            }
            try archive.store(batch)
        }
        print("{\"sagas\":\(sagas),\"middle\":\"\(middle)\"}")
    }
}
