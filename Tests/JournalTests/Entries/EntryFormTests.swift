import Steps
import Testing

@testable import Journal

/// What was written once has to be readable for ever.
struct EntryFormTests {
    private func encode(_ fact: Fact) -> EncodedEntry {
        let entry = Entry(
            saga: SagaID(microseconds: 1, random: 2), sequence: 9, time: Timestamp(rawValue: 5),
            fact: fact)
        return EntryCodec.encode(entry, previous: .none).encoded
    }

    @Test("the stored form of later facts does not change", arguments: payloads)
    func storedPayload(fact: Fact, hex: String) {
        let encoded = encode(fact)
        #expect(hexadecimal(Array(encoded.bytes.dropFirst(29).dropLast(20))) == hex)
    }

    private static let payloads: [(Fact, String)] = [
        (
            .signalReceived(
                Signal(
                    name: "go", accepted: true, values: ["a": .list([.null, .integer(1)])],
                    by: "me")), "0d" + "02676f" + "026d65" + "01" + "01" + "0161" + "0602000302"
        ),
        (
            .definitionMigrated(ContentHash(of: []), renamed: ["a": "b"], by: "me"),
            "0e" + "026d65" + hexadecimal(ContentHash(of: []).bytes) + "01" + "0161" + "0162"
        ),
        (.sagaAccepted(plain), "01" + plainHex),
        (.sagaAccepted(demanding), "0f" + plainHex + demandingHex),
        (
            .operatorDecided(.skip(step: 2), by: "me", reason: "x"),
            "11" + "026d65" + "0178" + "01" + "02"
        ),
        (
            .operatorDecided(.settle(step: 2, .rejected), by: "me", reason: ""),
            "11" + "026d65" + "00" + "03" + "02" + "02"
        ),
        (
            .operatorDecided(.edit(step: 2, inputs: ["a": .integer(1)]), by: "", reason: ""),
            "11" + "00" + "00" + "04" + "02" + "01" + "0161" + "0302"
        ),
        (.operatorDecided(.pause, by: "", reason: ""), "11" + "00" + "00" + "07"),
        (
            .attemptEnded(
                Attempt(step: 0, kind: .action, number: 1), AttemptResult(outcome: .succeeded)),
            "04" + "000201" + "01" + "00" + "00" + "00"
        ),
    ]

    private static let plain = Acceptance(
        workflow: "w", definition: ContentHash(of: []), job: "j", key: "k", inputs: [:],
        nodes: [])
    private static let plainHex =
        "0177" + hexadecimal(ContentHash(of: []).bytes) + "016a" + "016b" + "00" + "00"
    private static let demanding = {
        var acceptance = plain
        acceptance.priority = 1
        acceptance.notBefore = Timestamp(rawValue: -1)
        acceptance.parent = ParentStep(
            saga: SagaID(microseconds: 5, random: 6), step: 2, kind: .compensation)
        acceptance.schedule = "s"
        return acceptance
    }()
    private static let demandingHex =
        "0f" + "01" + "01" + "0000000000000005" + "0000000000000006" + "02" + "04" + "0173"

    @Test(
        "what no acceptance says is refused",
        arguments: [
            // No part, a part of the future, priorities 0 and 6, a parent's probe.
            "00", "10", "0100", "0106",
            "04" + "0000000000000005" + "0000000000000006" + "02" + "03",
        ])
    func wrongParts(parts: String) throws {
        let encoded = encode(.sagaAccepted(Self.plain))
        var bytes = Array(encoded.bytes.dropLast(20)) + Self.bytes(parts)
        bytes[29] = 15
        bytes += encoded.bytes.suffix(20).dropLast(4)
        let error = #expect(throws: JournalError.self) {
            try EntryCodec.decode(checked(bytes))
        }
        #expect(error?.code == .damaged)
    }

    @Test(
        "what is written in another way than ours is refused",
        arguments: [
            // A step's index in two bytes where one is enough.
            "05" + "8000" + "01" + "00",
            // Names, and parts of a reply, that are not in order.
            "0d" + "00" + "00" + "01" + "02" + "016200" + "016100",
            "04" + "000201" + "01" + "00" + "00" + "02" + "010161" + "00" + "00" + "00",
            // Applied, and not known whether.
            "04" + "000201" + "01" + "10" + "00" + "00",
            // The usual priority, which goes without saying.
            "0f" + plainHex + "01" + "03",
            // No decision, one of the future, and a step settled as neither.
            "11" + "00" + "00" + "00", "11" + "00" + "00" + "09",
            "11" + "00" + "00" + "03" + "02" + "03",
        ])
    func otherForms(payload: String) {
        let frame = encode(.sagaStarted).bytes
        let bytes = Array(frame.prefix(29)) + Self.bytes(payload) + frame.suffix(20).dropLast(4)
        let error = #expect(throws: JournalError.self) { try EntryCodec.decode(checked(bytes)) }
        #expect(error?.code == .damaged)
    }

    @Test("lists are read as deep as they are written, and no deeper")
    func depth() throws {
        let encoded = encode(
            .signalReceived(Signal(name: "", accepted: true, values: ["": .null], by: "")))
        func decode(_ depth: Int) throws -> Fact {
            let lists = (0..<depth).flatMap { _ in [6, 1] as [UInt8] }
            let bytes =
                Array(encoded.bytes.dropLast(21)) + lists + Array(encoded.bytes.suffix(21))
            return try EntryCodec.decode(checked(bytes.dropLast(4))).entry.fact
        }
        let deepest = EntryCodec.deepestList
        guard case .signalReceived(let signal) = try decode(deepest) else {
            return #expect(Bool(false), "another fact was read")
        }
        #expect(signal.values[""]?.description == "null")
        let error = #expect(throws: JournalError.self) { try decode(deepest + 1) }
        #expect(error?.code == .damaged)
        #expect(throws: JournalError.self) { try decode(100_000) }
    }

    private static func bytes(_ hex: String) -> [UInt8] {
        stride(from: 0, to: hex.utf8.count, by: 2).compactMap { start in
            UInt8(hex.dropFirst(start).prefix(2), radix: 16)
        }
    }
}
