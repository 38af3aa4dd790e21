internal import Journal
internal import SagaTesting
internal import Steps

/// Random facts: what is read back is what was written down.
struct WrittenDown {
    private static let rounds = 60

    private var generator: SeededGenerator

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    /// Everything that is wrong.
    consuming func violations() -> [String] {
        for number in 1...Self.rounds {
            let entry = Entry(
                saga: SagaID(microseconds: UInt64(number), random: generator.next() >> 8),
                sequence: number, time: moment(), fact: fact())
            let written = EntryCodec.encode(entry, previous: .none)
            do throws(JournalError) {
                let read = try EntryCodec.decode(written.encoded.bytes)
                if read.entry != entry {
                    return ["P10: \(entry.fact) is read back as \(read.entry.fact)"]
                }
                if read.hash != written.hash { return ["P2: an entry has another hash when read"] }
            } catch {
                return ["P2: \(entry.fact) cannot be read back: \(error)"]
            }
        }
        return []
    }

    private mutating func fact() -> Fact {
        switch generator.number(0...5) {
        case 0: .sagaAccepted(acceptance())
        case 1: .attemptEnded(attempt(), result())
        case 2: .attemptInterrupted(attempt(), arrivesUntil: moment())
        case 3:
            .signalReceived(
                Signal(
                    name: text(), accepted: generator.chance(50), values: ["a": .string(text())],
                    by: text()))
        case 4: .stepSettled(step: generator.number(0...900), .unknown, reason: text())
        default: .cancelRequested(by: text(), reason: text())
        }
    }

    private mutating func acceptance() -> Acceptance {
        let parent = ParentStep(
            saga: SagaID(microseconds: 1, random: generator.next() >> 8),
            step: generator.number(0...900), kind: generator.pick([.action, .compensation]))
        return Acceptance(
            workflow: text(), definition: ContentHash(of: [UInt8(generator.number(0...255))]),
            job: text(), key: text(), inputs: [text(): .integer(Int64(generator.number(0...9)))],
            nodes: (0..<generator.number(0...3)).map { "node\($0)" },
            priority: generator.number(1...5),
            notBefore: generator.chance(50) ? moment() : nil,
            parent: generator.chance(50) ? parent : nil,
            schedule: generator.chance(50) ? text() : nil)
    }

    private mutating func result() -> AttemptResult {
        var result = AttemptResult(outcome: generator.pick(Outcome.allCases), detail: text())
        if generator.chance(50) { result.status = generator.number(100...599) }
        if generator.chance(50) { result.applied = generator.chance(50) }
        if generator.chance(50) { result.retryAt = moment() }
        if generator.chance(50) { result.arrivesUntil = moment() }
        if generator.chance(50) { result.reply[.body([text()])] = .bool(true) }
        return result
    }

    private mutating func attempt() -> Attempt {
        Attempt(
            step: generator.number(0...900), kind: generator.pick(CallKind.allCases),
            number: generator.number(1...200))
    }

    private mutating func moment() -> Timestamp {
        Timestamp(rawValue: Int64(generator.next() >> 12))
    }

    private mutating func text() -> String {
        (0..<generator.number(0...5)).map { _ in generator.pick(["a", "é", "\"", "\n", "z"]) }
            .joined()
    }
}
