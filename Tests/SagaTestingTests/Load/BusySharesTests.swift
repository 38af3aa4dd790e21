import Journal
import Testing

@testable import SagaTesting

@Suite("What limits a load")
struct BusySharesTests {
    @Test(
        "is what is busy, and the processors before all else",
        arguments: [
            (0.75, 1, 1, .processors, "the processors limit"),
            (0.74, 0.9, 0.8, .eventLoop, "an event loop limits"),
            (0.74, 0.8, 0.9, .disk, "the disk limits"),
            (0.5, 0.75, 0, .eventLoop, "an event loop limits"),
            (0.5, 0, 0.75, .disk, "the disk limits"),
            (0.5, 0.8, 0.8, .eventLoop, "an event loop limits"),
            (0.74, 0.74, 0.74, .waiting, "neither the disk nor the processors limit"),
        ] as [(Double, Double, Double, BusyShares.Limit, String)])
    func limit(
        processors: Double, loop: Double, disk: Double, limit: BusyShares.Limit, words: String
    ) {
        let shares = BusyShares(processors: processors, loop: loop, disk: disk)
        #expect(shares.limit == limit)
        #expect(shares.words.hasPrefix(words))
    }

    @Test("is told with all shares")
    func shares() {
        var journal = JournalStatistics()
        journal.commits = 500
        let report = LoadReport(
            sagas: 1, completed: 1, seconds: 2, processorSeconds: 6, loopSeconds: [0.5, 1],
            journalSeconds: 0, archiveSeconds: 0, journal: journal)
        let shares = BusyShares(of: report, processors: 4, commitSeconds: 0.001)
        #expect(shares == BusyShares(processors: 0.75, loop: 0.5, disk: 0.25))
        let words = "(processors 75% busy, the busiest event loop 50%, the journal's disk 25%)"
        #expect(shares.words.hasSuffix(words))
        let beyond = BusyShares(of: report, processors: 1, commitSeconds: 1)
        #expect(beyond == BusyShares(processors: 1, loop: 0.5, disk: 1))
    }
}
