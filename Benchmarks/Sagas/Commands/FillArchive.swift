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
    /// Lists of nodes that sagas are accepted for; the first node is in all of them.
    private static let lists = 1_000
    /// One saga of so many has a try that failed.
    private static let usualSuccess = 100
    private static let failure =
        #"HTTP 503 {"message":"Service Unavailable, try again later","status":503}"#

    func run() throws {
        try LMDBJournal.open(directory: journal).close()
        let archive = try SQLiteArchive.open(directory: journal)
        defer { archive.close() }
        var history = try SampleHistory(workflow: workflow, after: nil)
        // As if a thousand had ended in a second, up to now.
        let start = SystemTime.now + Milliseconds(rawValue: -Int64(sagas))
        var middle: Entry?
        for first in stride(from: 0, to: sagas, by: Self.chunk) {
            let batch = (first..<min(first + Self.chunk, sagas)).compactMap { number in
                let entries = history.entries(
                    number: number, job: "job-\(number / Self.jobSize)", steps: 3,
                    at: start + Milliseconds(rawValue: Int64(number)),
                    nodes: ["node01", "node02", "rack\(number % Self.lists)"],
                    failure: number % Self.usualSuccess == 0 ? Self.failure : nil)
                if number == sagas / 2 { middle = entries[0].entry }
                return SagaSummary(folding: entries.map(\.entry)).map { summary in
                    ArchivedSaga(
                        summary: summary, entries: entries.map(\.encoded),
                        definition: history.json)
                }
            }
            try archive.store(batch)
        }
        guard let middle else { throw ValidationError("--sagas is at least 1") }
        print(
            "{\"sagas\":\(sagas),\"middle\":\"\(middle.saga)\",\"moment\":\"\(middle.time)\"}")
    }
}
