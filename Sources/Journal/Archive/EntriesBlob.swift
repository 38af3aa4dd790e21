package import Steps

/// A saga's entries as one column: what cannot be told from the others, and a checksum.
///
/// | bytes | what |
/// |---|---|
/// | 1 | version of this form |
/// | 1 + | per entry: the length of its fact, its time less that of the one before, the fact |
/// | 4 | CRC-32C of the saga's id and everything before it, big-endian |
///
/// The id, the sequence, the hash of the entry before and the checksum of each follow, byte for
/// byte: they would be four fifths of it, and a row of SQLite that does not fit a quarter of a page
/// takes another page.
package enum EntriesBlob {
    private static let version: UInt8 = 2
    private static let checksumLength = 4

    /// Packs entries that follow from one another.
    package static func encode(_ entries: [EncodedEntry]) -> [UInt8] {
        var writer = EntryWriter(capacity: entries.reduce(8) { $0 + $1.bytes.count / 2 })
        writer.byte(version)
        var last: Int64 = 0
        for entry in entries {
            let (time, fact) = EntryCodec.parts(of: entry.bytes)
            writer.count(fact.count)
            writer.signed(time.rawValue &- last)
            writer.raw(fact)
            last = time.rawValue
        }
        guard let saga = entries.first?.saga else { return writer.bytes }
        writer.fixed(checksum(of: writer.bytes[...], saga))
        return writer.bytes
    }

    /// Unpacks the entries of a saga in the form in which a journal stores them.
    ///
    /// - Throws: ``JournalError``, `damaged` for any bytes that ``encode(_:)`` did not write.
    package static func decode(
        _ blob: [UInt8], of saga: SagaID
    ) throws(JournalError) -> [EncodedEntry] {
        var entries: [EncodedEntry] = []
        var head = EntryHash.none
        for (time, fact) in try facts(blob, of: saga) {
            let entry = EntryCodec.encoded(
                saga: saga, sequence: entries.count + 1, time: time, fact: fact, previous: head)
            head = EntryHash(of: entry.bytes)
            entries.append(entry)
        }
        return entries
    }

    /// Unpacks what a saga's entries say, without the hashes that cost more than all the rest.
    ///
    /// - Throws: as ``decode(_:of:)``.
    static func entries(_ blob: [UInt8], of saga: SagaID) throws(JournalError) -> [Entry] {
        var entries: [Entry] = []
        for (time, fact) in try facts(blob, of: saga) {
            entries.append(
                Entry(
                    saga: saga, sequence: entries.count + 1, time: time,
                    fact: try Self.fact(fact)))
        }
        return entries
    }

    private static func fact(_ bytes: [UInt8]) throws(JournalError) -> Fact {
        var reader = EntryReader(bytes, upTo: bytes.count)
        let fact = try reader.fact()
        guard reader.remaining == 0 else { throw EntryReader.damaged("it is too long") }
        return fact
    }

    private static func facts(
        _ blob: [UInt8], of saga: SagaID
    ) throws(JournalError) -> [(time: Timestamp, fact: [UInt8])] {
        let end = blob.count - checksumLength
        guard end > 0 else { throw damaged(saga, "are cut short") }
        guard blob[0] == version else {
            throw JournalError(
                .unknownFormat,
                "saga \(saga): its archived entries have format \(blob[0]), and this program "
                    + "knows \(version); use the version that wrote them")
        }
        var tail = EntryReader(blob, from: end, upTo: blob.count)
        guard try tail.fixed32() == checksum(of: blob[..<end], saga) else {
            throw damaged(saga, "are not what was stored")
        }
        var reader = EntryReader(blob, upTo: end)
        _ = try reader.byte()
        var facts: [(time: Timestamp, fact: [UInt8])] = []
        var time: Int64 = 0
        while reader.remaining > 0 {
            let length = try reader.count()
            guard length > 0 else { throw damaged(saga, "hold an empty fact") }
            time &+= try reader.signed()
            facts.append((Timestamp(rawValue: time), try reader.raw(length)))
        }
        guard !facts.isEmpty else { throw damaged(saga, "are none") }
        return facts
    }

    private static func checksum(of bytes: ArraySlice<UInt8>, _ saga: SagaID) -> UInt32 {
        var writer = EntryWriter(capacity: bytes.count + 16)
        writer.saga(saga)
        writer.raw(bytes)
        return CRC32C.checksum(of: writer.bytes, upTo: writer.bytes.count)
    }

    private static func damaged(_ saga: SagaID, _ what: String) -> JournalError {
        JournalError(.damaged, "saga \(saga): its archived entries \(what)")
    }
}
