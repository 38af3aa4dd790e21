internal import Steps

/// The check that a saga's entries are what was written: all of them, in order, unchanged.
public enum EntryChain {
    /// Decodes a saga's entries and follows their chain of hashes.
    ///
    /// - Returns: the entries in order, from sequence 1 and without gaps.
    /// - Throws: ``JournalError`` with the first thing that is wrong.
    public static func verify(_ entries: [EncodedEntry]) throws(JournalError) -> [DecodedEntry] {
        var decoded: [DecodedEntry] = []
        decoded.reserveCapacity(entries.count)
        var previous = EntryHash.none
        for (index, encoded) in entries.enumerated() {
            let next = try EntryCodec.decode(encoded.bytes)
            guard next.entry.saga == encoded.saga, next.entry.sequence == encoded.sequence,
                encoded.saga == entries[0].saga
            else { throw broken(encoded.saga, index, "is stored under another entry's key") }
            guard next.entry.sequence == index + 1 else {
                throw broken(encoded.saga, index, "is missing")
            }
            guard next.previous == previous else {
                throw broken(encoded.saga, index, "does not follow from the one before it")
            }
            previous = next.hash
            decoded.append(next)
        }
        return decoded
    }

    private static func broken(_ saga: SagaID, _ index: Int, _ what: String) -> JournalError {
        JournalError(
            .damaged,
            "entry \(index + 1) of saga \(saga) \(what); "
                + "run 'journal verify' and restore from a backup")
    }
}
