internal import LMDB
internal import Steps

/// What can be found in the pages of a damaged file, whether anything leads to them or not.
///
/// Entries and definitions prove themselves: by their checksums, by the hash that the next entry
/// carries, by the hash that names them. Where a page was lost, an older copy of it, which no
/// commit has written over yet, often has what is missing.
struct SagaPool {
    private(set) var entries: [SagaID: [Int: Set<[UInt8]>]] = [:]
    private(set) var definitions: [ContentHash: [UInt8]] = [:]

    /// - Parameter wants: whether the entries of a saga are looked for.
    init(_ file: PageFile, wants: (SagaID) -> Bool) {
        FileView.salvage(file) { key, value in
            if key.count == JournalTables.entryKeyLength {
                let saga = JournalTables.saga(fromKey: key)
                let sequence = Int(BigEndian.number(key.suffix(4)))
                guard wants(saga), let decoded = try? EntryCodec.decode(value),
                    decoded.entry.saga == saga, decoded.entry.sequence == sequence
                else { return }
                entries[saga, default: [:]][sequence, default: []].insert(value)
            } else if let hash = ContentHash(bytes: key), ContentHash(of: value) == hash {
                definitions[hash] = value
            }
        }
    }

    /// The longest history from the start that the pieces of a saga give.
    func history(of saga: SagaID, stored: [EncodedEntry]) -> [EncodedEntry] {
        var pieces = entries[saga] ?? [:]
        for entry in stored { pieces[entry.sequence, default: []].insert(entry.bytes) }
        var history: [EncodedEntry] = []
        var last = EntryHash.none
        while let next = next(in: pieces, sequence: history.count + 1, after: last, saga) {
            history.append(next.entry)
            last = next.hash
        }
        return history
    }

    /// Of several that follow, the one that something follows.
    private func next(
        in pieces: [Int: Set<[UInt8]>], sequence: Int, after last: EntryHash, _ saga: SagaID
    ) -> (entry: EncodedEntry, hash: EntryHash)? {
        func followers(_ sequence: Int, _ last: EntryHash) -> [(EncodedEntry, EntryHash)] {
            (pieces[sequence] ?? []).sorted { $0.lexicographicallyPrecedes($1) }.compactMap {
                let entry = EncodedEntry(saga: saga, sequence: sequence, bytes: $0)
                guard let decoded = try? EntryCodec.decode($0), decoded.previous == last,
                    decoded.entry.saga == saga, decoded.entry.sequence == sequence
                else { return nil }
                return (entry, decoded.hash)
            }
        }
        let options = followers(sequence, last)
        return options.first { !followers(sequence + 1, $0.1).isEmpty } ?? options.first
    }
}
