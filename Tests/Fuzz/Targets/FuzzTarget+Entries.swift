internal import Journal
internal import Steps

extension FuzzTarget {
    /// Journal entries, records and archived sagas, with the checksums that belong to them: a
    /// fuzzer finds none by chance.
    static let entries = FuzzTarget("entries", longest: 1_024, stretchedTo: 1 << 18) {
        bytes throws(FuzzFinding) in
        try entry(bytes)
        try entry(bytes + checksum(bytes))
        try record(bytes)
        try blob(bytes)
    }

    private static func entry(_ bytes: [UInt8]) throws(FuzzFinding) {
        let decoded: DecodedEntry
        do throws(JournalError) {
            decoded = try EntryCodec.decode(bytes)
        } catch {
            return try isDamage(error)
        }
        let (encoded, hash) = EntryCodec.encode(decoded.entry, previous: decoded.previous)
        try expect(encoded.bytes == bytes, "an entry has one form")
        try expect(hash == decoded.hash, "an entry has one hash")
        let summary = SagaSummary(folding: [decoded.entry])
        try expect(
            decoded.entry.sequence != 1 || (summary != nil) == decoded.entry.fact.isAcceptance,
            "a summary begins with an acceptance")
        _ = try? EntryChain.verify([encoded, encoded])
    }

    private static func record(_ bytes: [UInt8]) throws(FuzzFinding) {
        let name = text(Array(bytes.prefix(8)))
        let payload = Array(bytes.dropFirst(8))
        let stored = JournalRecord.encode(payload, name: name)
        let read = try expectNoError("a record is read back") {
            try JournalRecord.decode(stored, key: Array(name.utf8))
        }
        try expect(read.name == name && read.bytes == payload, "a record is read as written")
        do throws(JournalError) {
            let (_, found) = try JournalRecord.decode(payload, key: Array(bytes.prefix(8)))
            let again = JournalRecord.encode(found, name: name)
            guard again == payload else { throw JournalError(.closed, "two forms") }
        } catch {
            try isDamage(error)
        }
    }

    private static func blob(_ bytes: [UInt8]) throws(FuzzFinding) {
        let saga = SagaID(microseconds: 1, random: 2)
        let id = [saga.microseconds, saga.random].flatMap { number in
            (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
        }
        for blob in [bytes, bytes + checksum(id + bytes)] {
            do throws(JournalError) {
                let entries = try EntriesBlob.decode(blob, of: saga)
                guard EntriesBlob.encode(entries) == blob else {
                    throw JournalError(.closed, "two forms")
                }
            } catch {
                try isDamage(error)
            }
        }
    }

    private static func isDamage(_ error: JournalError) throws(FuzzFinding) {
        try expect(
            error.code == .damaged || error.code == .unknownFormat,
            "bytes that are no entry are damaged or of another format: \(error)")
    }

    private static func checksum(_ bytes: [UInt8]) -> [UInt8] {
        let checksum = CRC32C.checksum(of: bytes, upTo: bytes.count)
        return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: checksum >> UInt32($0)) }
    }
}

extension Fact {
    fileprivate var isAcceptance: Bool {
        if case .sagaAccepted = self { true } else { false }
    }
}
