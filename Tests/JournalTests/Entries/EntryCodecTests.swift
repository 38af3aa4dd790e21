import SagaTesting
import Steps
import Testing

@testable import Journal

struct EntryCodecTests {
    private let saga = SagaID(microseconds: 1_700_000_000_000_123, random: 0xab_cdef_0123)
    private let previous = EntryHash(high: .max, low: 7)

    private func encode(_ fact: Fact) -> (entry: Entry, encoded: EncodedEntry, hash: EntryHash) {
        let entry = Entry(saga: saga, sequence: 9, time: Timestamp(rawValue: -5), fact: fact)
        let (encoded, hash) = EntryCodec.encode(entry, previous: previous)
        return (entry, encoded, hash)
    }

    @Test("an entry is read back as it was written", arguments: SampleFacts.all)
    func roundTrip(fact: Fact) throws {
        let (entry, encoded, hash) = encode(fact)
        let decoded = try EntryCodec.decode(encoded.bytes)
        #expect(decoded == DecodedEntry(entry: entry, previous: previous, hash: hash))
        #expect(EntryCodec.encode(decoded.entry, previous: previous).encoded == encoded)
        #expect(encoded.saga == saga)
        #expect(encoded.sequence == 9)
    }

    @Test("every flipped bit is noticed", arguments: SampleFacts.all)
    func flippedBits(fact: Fact) {
        let (_, encoded, _) = encode(fact)
        for position in encoded.bytes.indices {
            for bit in 0..<8 {
                var bytes = encoded.bytes
                bytes[position] ^= 1 << bit
                #expect(throws: JournalError.self) { try EntryCodec.decode(bytes) }
            }
        }
    }

    @Test("every shortened or lengthened entry is noticed", arguments: SampleFacts.all)
    func cut(fact: Fact) {
        let (_, encoded, _) = encode(fact)
        for length in encoded.bytes.indices {
            #expect(throws: JournalError.self) {
                try EntryCodec.decode(Array(encoded.bytes.prefix(length)))
            }
        }
        #expect(throws: JournalError.self) { try EntryCodec.decode(encoded.bytes + [0]) }
    }

    /// With a valid checksum the decoder itself has to cope with whatever is there.
    @Test("hostile bytes with a right checksum never trap", arguments: SampleFacts.all)
    func hostileBytes(fact: Fact) {
        var generator = SeededGenerator(seed: 42)
        let (_, encoded, _) = encode(fact)
        for _ in 0..<2_000 {
            var bytes = Array(encoded.bytes.dropLast(4))
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let position = Int.random(in: 1..<bytes.count, using: &generator)
                bytes[position] = UInt8.random(in: 0...255, using: &generator)
            }
            if Bool.random(using: &generator) {
                bytes.removeLast(Int.random(in: 0..<bytes.count / 2, using: &generator))
            }
            guard let decoded = try? EntryCodec.decode(checked(bytes)) else { continue }
            // What is taken for an entry is one: it can be written again.
            _ = EntryCodec.encode(decoded.entry, previous: decoded.previous)
        }
    }

    @Test("lengths that the input cannot fill are refused before memory is taken")
    func hugeLengths() {
        let (_, encoded, _) = encode(.sagaParked(reason: "x"))
        // The length of the reason, as the largest number there is.
        let huge: [UInt8] = Array(repeating: 0xff, count: 9) + [1]
        let bytes = Array(encoded.bytes[..<30]) + huge + Array(encoded.bytes[31...].dropLast(4))
        #expect(throws: JournalError.self) { try EntryCodec.decode(checked(bytes)) }
    }

    @Test("versions and facts of the future are refused, and named as such")
    func unknownFormats() {
        let (_, encoded, _) = encode(.sagaStarted)
        var version = Array(encoded.bytes.dropLast(4))
        version[0] = 2
        var kind = Array(encoded.bytes.dropLast(4))
        kind[29] = 200
        for bytes in [version, kind] {
            let error = #expect(throws: JournalError.self) {
                try EntryCodec.decode(checked(bytes))
            }
            #expect(error?.code == .unknownFormat)
        }
    }

    /// What was written once has to be readable for ever.
    @Test("the stored form does not change")
    func storedForm() {
        let (_, encoded, _) = encode(.stepSettled(step: 300, .unknown, reason: "é"))
        #expect(
            hexadecimal(encoded.bytes)
                == "0100060a24181e407b000000abcdef0123" + "00000009" + "fffffffffffffffb"
                + "05ac020302c3a9" + "ffffffffffffffff0000000000000007"
                + hexadecimal(Array(encoded.bytes.suffix(4))))
        #expect(hexadecimal(Array("123456789".utf8).checksum) == "e3069283")
    }

    @Test("whatever is written is read back", arguments: 0..<20)
    func random(seed: UInt64) throws {
        var facts = RandomFacts(seed: seed)
        for _ in 0..<100 {
            let fact = facts.next()
            let (entry, encoded, hash) = encode(fact)
            let decoded = try EntryCodec.decode(encoded.bytes)
            #expect(decoded == DecodedEntry(entry: entry, previous: previous, hash: hash))
            #expect(EntryCodec.encode(decoded.entry, previous: previous).encoded == encoded)
        }
    }

    @Test("a hash is 32 hexadecimal digits")
    func hashText() {
        #expect(EntryHash(of: []).description == "e3b0c44298fc1c149afbf4c8996fb924")
        #expect(EntryHash.none.description == String(repeating: "0", count: 32))
    }
}
