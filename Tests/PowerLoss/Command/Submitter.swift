import Journal
import PowerLossImages
import Steps

/// One of several that take sagas through their lives, one after the other, and say what they were
/// told is durable.
struct Submitter {
    let writer: JournalWriter
    let archiver: Archiver
    let submitter: Int
    let session: Int
    var numbers: SeededNumbers
    private var runs = 0

    init(
        writer: JournalWriter, archiver: Archiver, submitter: Int, session: Int,
        numbers: SeededNumbers
    ) {
        self.writer = writer
        self.archiver = archiver
        self.submitter = submitter
        self.session = session
        self.numbers = numbers
    }

    /// Takes one saga from its acceptance to an end, or leaves it at some place.
    mutating func run(number: Int) async {
        var saga = ScriptedSaga(number: number, numbers: &numbers)
        let (accept, accepted) = saga.accept()
        await writer.room()
        await write(accept, [accepted, .key(saga.id, job: saga.job, key: saga.key)])
        await keepRecord()
        guard Int.random(in: 0..<12, using: &numbers) > 0 else { return }
        let (start, started) = saga.append(.sagaStarted, phase: .active)
        await write([start], [started])
        for _ in 0..<Int.random(in: 1...3, using: &numbers) { await tryStep(&saga) }
        if Int.random(in: 0..<8, using: &numbers) == 0 { return }
        await end(&saga)
        archiver.add(saga.id)
    }

    private mutating func tryStep(_ saga: inout ScriptedSaga) async {
        let attempt = saga.attempt(using: &numbers)
        let (start, started) = saga.append(.attemptStarted(attempt))
        await write([start], [started])
        let result = AttemptResult(
            outcome: .succeeded, status: 201,
            detail: String(
                repeating: "d", count: Int.random(in: 0...300, using: &numbers)))
        let (end, ended) = saga.append(.attemptEnded(attempt, result))
        // Outcome and next intent share a list, as they do in the engine.
        let next = saga.attempt(using: &numbers)
        let (again, startedAgain) = saga.append(.attemptStarted(next))
        await write([end, again], [ended, startedAgain])
        let (last, over) = saga.append(.attemptEnded(next, AttemptResult(outcome: .unknown)))
        await write([last], [over])
    }

    private mutating func end(_ saga: inout ScriptedSaga) async {
        switch Int.random(in: 0..<4, using: &numbers) {
        case 0:
            let (turn, turned) = saga.append(.compensationStarted(reason: "it turned"))
            let (end, ended) = saga.append(.sagaCompensated, phase: .ended)
            await write([turn, end], [turned, ended])
        case 1:
            let (park, parked) = saga.append(.sagaParked(reason: "it was parked"))
            await write([park], [parked])
            let (end, ended) = saga.append(
                .sagaAbandoned(by: "operator", reason: "given up"), phase: .ended)
            await write([end], [ended])
        default:
            let (end, ended) = saga.append(.sagaCompleted, phase: .ended)
            await write([end], [ended])
        }
    }

    /// A record that counts up.
    private mutating func keepRecord() async {
        runs += 1
        let value = session * 1_000 + runs
        let name = "counter-\(submitter)"
        await write(
            [.put(record: name, bytes: Array("\(value)".utf8))], [.record(name, value: value)])
    }

    /// Writes a list, and says so once it is durable.
    private func write(_ writes: [JournalWrite], _ marks: [Mark]) async {
        do throws(JournalError) {
            try await writer.enqueue(writes).durable()
        } catch {
            preconditionFailure("the workload's journal failed: \(error)")
        }
        for mark in marks { Speaker.say(mark) }
    }
}
