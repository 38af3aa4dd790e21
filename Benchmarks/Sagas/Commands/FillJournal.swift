import ArgumentParser
import Journal
import Steps

/// Makes a journal as a crash would leave it, with sagas half-way.
struct FillJournal: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fill-journal",
        abstract: "Write sagas whose second step is under way, and sagas that wait.")

    @Option var journal: String
    @Option var workflow: String
    @Option var sagas: Int
    @Option(help: "The number in the first group's name.") var first: Int
    @Option(help: "How many of them have been started; the others wait.") var started: Int

    private static let chunk = 2_048

    func run() throws {
        let store = try LMDBJournal.open(directory: journal)
        defer { store.close() }
        var history = try SampleHistory(workflow: workflow, after: store.highestSagaID())
        let time = SystemTime.now
        for start in stride(from: 0, to: sagas, by: Self.chunk) {
            var writes: [JournalWrite] = [.define(history.hash, canonicalJSON: history.json)]
            for index in start..<min(start + Self.chunk, sagas) {
                let number = first + index
                let entries = history.entries(
                    number: number, job: "unfinished", steps: 1, at: time)
                writes.append(
                    .accept(
                        entries[0].encoded, job: "unfinished", key: "groupId=\(number)"))
                guard index < started else { continue }
                for (place, entry) in entries.enumerated().dropFirst() {
                    writes.append(.append(entry.encoded, phase: place == 1 ? .active : nil))
                }
            }
            _ = try store.commit(writes)
        }
        let information = try store.information()
        print(
            "{\"entries\":\(information.entries),\"usedBytes\":\(information.usedBytes)}")
    }
}
