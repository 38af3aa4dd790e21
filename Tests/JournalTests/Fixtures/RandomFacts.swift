import Journal
import SagaTesting
import Steps

/// Facts with random contents, of the kinds that hold values or optional parts.
struct RandomFacts {
    private var generator: SeededGenerator

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    mutating func next() -> Fact {
        switch number(5) {
        case 0: .sagaAccepted(acceptance())
        case 1: .attemptEnded(attempt(), result())
        case 2:
            .signalReceived(
                Signal(name: text(), accepted: number(2) == 0, values: values(), by: text()))
        case 3:
            .operatorDecided(
                .edit(step: number(1_000), inputs: values()), by: text(), reason: text())
        default:
            .definitionMigrated(
                hash(), renamed: values().mapValues(\.description), by: text())
        }
    }

    private mutating func acceptance() -> Acceptance {
        let parent = ParentStep(
            saga: SagaID(microseconds: generator.next(), random: generator.next()),
            step: number(1_000), kind: number(2) == 0 ? .action : .compensation)
        return Acceptance(
            workflow: text(), definition: hash(), job: text(), key: text(), inputs: values(),
            nodes: (0..<number(4)).map { _ in text() }, priority: number(5) + 1,
            notBefore: number(2) == 0 ? nil : moment(), parent: number(2) == 0 ? nil : parent,
            schedule: number(2) == 0 ? nil : text())
    }

    private mutating func result() -> AttemptResult {
        var result = AttemptResult(outcome: Outcome.allCases[number(Outcome.allCases.count)])
        if number(2) == 0 { result.status = number(600) }
        result.detail = text()
        for (name, value) in values() { result.reply[.header(name)] = value }
        if number(2) == 0 { result.applied = number(2) == 0 }
        if number(2) == 0 { result.retryAt = moment() }
        if number(2) == 0 { result.arrivesUntil = moment() }
        return result
    }

    private mutating func attempt() -> Attempt {
        Attempt(
            step: number(1_000), kind: CallKind.allCases[number(CallKind.allCases.count)],
            number: number(100))
    }

    private mutating func values() -> [String: Value] {
        var values: [String: Value] = [:]
        for _ in 0..<number(4) { values[text()] = value(depth: 0) }
        return values
    }

    private mutating func value(depth: Int) -> Value {
        switch number(depth < 4 ? 6 : 5) {
        case 0: .null
        case 1: .bool(number(2) == 0)
        case 2: .integer(Int64(bitPattern: generator.next()))
        case 3: .number(Double(number(1_000_000)) / 7)
        case 4: .string(text())
        default: .list((0..<number(5)).map { _ in value(depth: depth + 1) })
        }
    }

    private mutating func text() -> String {
        let letters: [Character] = ["a", "é", "\u{0}", "\"", "😀", "\n", "z"]
        return String((0..<number(6)).map { _ in letters[number(letters.count)] })
    }

    private mutating func moment() -> Timestamp {
        Timestamp(rawValue: Int64(bitPattern: generator.next()))
    }

    private mutating func hash() -> ContentHash {
        ContentHash(of: [UInt8(number(256))])
    }

    private mutating func number(_ bound: Int) -> Int {
        Int.random(in: 0..<bound, using: &generator)
    }
}
