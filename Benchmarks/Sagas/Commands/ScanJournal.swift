import ArgumentParser
import Dispatch
import Journal
import Steps
import Synchronization

/// Reads what was started as recovery does, on as many threads, and decides nothing.
struct ScanJournal: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan", abstract: "Read, decode and verify every entry of started sagas.")

    @Option var journal: String

    /// Sagas whose entries are in memory together; as many as in recovery.
    private static let readAtOnce = 64

    func run() throws {
        let reader = try LMDBJournalReader.open(directory: journal)
        let start = ContinuousClock.now
        var last: SagaID?
        var pages: [[SagaID]] = []
        while case let page = try reader.sagas(in: .active, after: last, limit: Self.readAtOnce),
            let newest = page.last
        {
            pages.append(page)
            last = newest
        }
        let entries = Mutex(0)
        let failure = Mutex<(any Error)?>(nil)
        DispatchQueue.concurrentPerform(iterations: pages.count) { [pages] number in
            do {
                let count = try reader.entries(of: pages[number]).reduce(0) {
                    $0 + (try EntryChain.verify($1).count)
                }
                entries.withLock { $0 += count }
            } catch {
                failure.withLock { $0 = error }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        print("{\"entries\":\(entries.withLock { $0 }),\"seconds\":\(seconds)}")
    }
}
