internal import Steps

extension Archiver {
    /// - Parameter definitions: those that other sagas of the batch go by.
    func load(
        _ id: SagaID, _ definitions: inout [ContentHash: [UInt8]]
    ) throws(JournalError) -> ArchivedSaga? {
        let encoded = try journal.entries(of: id)
        // A saga that an earlier batch moved already.
        guard !encoded.isEmpty else { return nil }
        let history = try EntryChain.verify(encoded)
        let entries = history.map(\.entry)
        guard let summary = SagaSummary(folding: entries), summary.status.isTerminal else {
            throw JournalError(.damaged, "saga \(id) is listed as ended, and has not")
        }
        let last = summary.acceptance.definition
        let earlier = entries.compactMap(\.fact.definition).filter { $0 != last }
        var earlierDefinitions: [[UInt8]] = []
        for hash in Set(earlier).sorted(by: { $0.bytes.lexicographicallyPrecedes($1.bytes) }) {
            earlierDefinitions.append(try definition(hash, of: id, &definitions))
        }
        var saga = ArchivedSaga(
            summary: summary, entries: encoded,
            definition: try definition(last, of: id, &definitions),
            earlierDefinitions: earlierDefinitions)
        saga.history = history
        return saga
    }

    private func definition(
        _ hash: ContentHash, of saga: SagaID, _ known: inout [ContentHash: [UInt8]]
    ) throws(JournalError) -> [UInt8] {
        if let definition = known[hash] { return definition }
        guard let definition = try journal.definition(hash) else {
            throw JournalError(.damaged, "the definition \(hash) of saga \(saga) is missing")
        }
        known[hash] = definition
        return definition
    }
}
