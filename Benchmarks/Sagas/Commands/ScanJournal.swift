import ArgumentParser
import Journal
import Steps

/// Reads all that is unfinished as recovery does, and decides nothing.
struct ScanJournal: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan", abstract: "Read, decode and verify every entry of active sagas.")

    @Option var journal: String

    func run() throws {
        let reader = try LMDBJournalReader.open(directory: journal)
        let start = ContinuousClock.now
        var last: SagaID?
        var entries = 0
        while true {
            let page = try reader.sagas(in: .active, after: last, limit: 512)
            for saga in page { entries += try EntryChain.verify(reader.entries(of: saga)).count }
            guard let newest = page.last else { break }
            last = newest
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        print("{\"entries\":\(entries),\"seconds\":\(seconds)}")
    }
}
