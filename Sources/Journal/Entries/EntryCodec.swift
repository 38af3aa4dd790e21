internal import Steps

/// The stored form of entries.
///
/// | bytes | what |
/// |---|---|
/// | 1 | version of this form |
/// | 16 | saga id: microseconds, random; big-endian, as all fixed numbers |
/// | 4 | sequence |
/// | 8 | time |
/// | 1 + n | kind of the fact, and its payload |
/// | 16 | hash of the saga's previous entry |
/// | 4 | CRC-32C of everything before it |
///
/// Written by hand: a general coder costs ten times as much, and there is one form for ever.
public enum EntryCodec {
    /// The version of the form that is written.
    public static let version: UInt8 = 1
    /// How many lists may lie in one another; a deeper value must be refused before it gets here.
    public static let deepestList = 32

    /// Version, id, sequence, time, kind, previous hash and checksum.
    static let smallest = 1 + 16 + 4 + 8 + 1 + 16 + 4

    /// Writes an entry down; equal entries give equal bytes.
    ///
    /// - Parameter previous: the hash of the saga's entry before this one.
    /// - Returns: the stored form and its hash, which the next entry carries.
    public static func encode(
        _ entry: Entry, previous: EntryHash
    ) -> (encoded: EncodedEntry, hash: EntryHash) {
        let encoded = encoded(
            saga: entry.saga, sequence: entry.sequence, time: entry.time, previous: previous,
            capacity: 128
        ) { $0.fact(entry.fact) }
        return (encoded, EntryHash(of: encoded.bytes))
    }

    /// The parts of an entry in their order.
    @inline(__always)
    private static func encoded(
        saga: SagaID, sequence: Int, time: Timestamp, previous: EntryHash, capacity: Int,
        fact: (inout EntryWriter) -> Void
    ) -> EncodedEntry {
        var writer = EntryWriter(capacity: capacity)
        writer.byte(version)
        writer.saga(saga)
        writer.fixed(UInt32(sequence))
        writer.fixed(UInt64(bitPattern: time.rawValue))
        fact(&writer)
        writer.hash(previous)
        writer.fixed(CRC32C.checksum(of: writer.bytes, upTo: writer.bytes.count))
        return EncodedEntry(saga: saga, sequence: sequence, bytes: writer.bytes)
    }

    /// Reads an entry back.
    ///
    /// - Throws: ``JournalError`` for any bytes that ``encode(_:previous:)`` did not write.
    public static func decode(_ bytes: [UInt8]) throws(JournalError) -> DecodedEntry {
        guard bytes.count >= smallest else { throw EntryReader.damaged("it is too short") }
        guard bytes[0] == version else {
            throw JournalError(
                .unknownFormat,
                "an entry has format \(bytes[0]), this version knows \(version); "
                    + "use the version that wrote the journal, or a newer one")
        }
        let end = bytes.count - 4
        var tail = EntryReader(bytes, from: end, upTo: bytes.count)
        guard try tail.fixed32() == CRC32C.checksum(of: bytes, upTo: end) else {
            throw EntryReader.damaged("its checksum is wrong")
        }
        var reader = EntryReader(bytes, upTo: end)
        _ = try reader.byte()
        let saga = try reader.saga()
        let sequence = Int(try reader.fixed32())
        let time = Timestamp(rawValue: Int64(bitPattern: try reader.fixed64()))
        let fact = try reader.fact()
        let previous = try reader.hash()
        guard reader.remaining == 0 else { throw EntryReader.damaged("it is too long") }
        return DecodedEntry(
            entry: Entry(saga: saga, sequence: sequence, time: time, fact: fact),
            previous: previous, hash: EntryHash(of: bytes))
    }
}

extension EntryCodec {
    /// Where the fact begins: behind version, id, sequence and time.
    private static let factStart = 1 + 16 + 4 + 8
    /// What comes behind it: hash and checksum.
    private static let tailLength = 16 + 4

    /// The time and the encoded fact of a stored entry, which is not looked at otherwise.
    static func parts(of bytes: [UInt8]) -> (time: Timestamp, fact: ArraySlice<UInt8>) {
        precondition(bytes.count >= smallest, "an entry is never so short")
        let time = bytes[factStart - 8..<factStart].reduce(0) { $0 << 8 | UInt64($1) }
        return (
            Timestamp(rawValue: Int64(bitPattern: time)),
            bytes[factStart..<bytes.count - tailLength]
        )
    }

    /// The stored form of an entry whose fact is encoded already.
    static func encoded(
        saga: SagaID, sequence: Int, time: Timestamp, fact: [UInt8], previous: EntryHash
    ) -> EncodedEntry {
        encoded(
            saga: saga, sequence: sequence, time: time, previous: previous,
            capacity: factStart + fact.count + tailLength
        ) { $0.raw(fact) }
    }
}
