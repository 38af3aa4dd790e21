import Journal
import Steps
import Testing

struct EntryChainTests {
    private var history: History {
        var history = History(1)
        _ = history.complete()
        return history
    }

    @Test("a whole history verifies")
    func whole() throws {
        #expect(try EntryChain.verify(history.entries).map(\.entry) == history.facts)
        #expect(try EntryChain.verify([]).isEmpty)
    }

    @Test("a missing entry is noticed", arguments: 0..<4)
    func missing(index: Int) {
        var entries = history.entries
        entries.remove(at: index)
        #expect(throws: JournalError.self) { try EntryChain.verify(entries) }
    }

    @Test("entries in another order are noticed")
    func swapped() {
        var entries = history.entries
        entries.swapAt(1, 2)
        #expect(throws: JournalError.self) { try EntryChain.verify(entries) }
    }

    @Test("an entry of another history of the same saga is noticed")
    func exchanged() {
        var other = History(1)
        other.add(.sagaParked(reason: "other"))
        other.add(.sagaRetried(by: "a", reason: "b"))
        var entries = history.entries
        entries[2] = other.entries[2]
        #expect(throws: JournalError.self) { try EntryChain.verify(entries) }
    }

    @Test("an entry under another saga's key is noticed")
    func misplaced() {
        var entries = history.entries
        entries[0].saga = History(2).id
        #expect(throws: JournalError.self) { try EntryChain.verify(entries) }
    }
}
