import Journal
import PowerLossImages
import Steps

/// A saga's history in the making, as a seed decides it; each fact is the next entry of its chain.
struct ScriptedSaga {
    static let definition = makeDefinition()

    let id: SagaID
    let job: String
    let key: String
    private let priority: Int
    private let notBefore: Timestamp?
    private var sequence = 0
    private var last = EntryHash.none
    private var attempts = [0, 0]
    private let inputs: [String: Value]

    /// - Parameter number: what tells it apart from all others, and orders it.
    init(number: Int, numbers: inout SeededNumbers) {
        id = SagaID(microseconds: 1_000_000 + UInt64(number), random: numbers.next())
        job = "job-\(number % 3)"
        key = "key-\(number)"
        priority = Int.random(in: Lane.priorities, using: &numbers)
        let isDeferred = Int.random(in: 0..<5, using: &numbers) == 0
        notBefore = isDeferred ? Timestamp(rawValue: 1_700_000_000_000 + Int64(number)) : nil
        // Some fill pages of their own.
        let length = [8, 200, 900, 3_000][Int.random(in: 0..<4, using: &numbers)]
        inputs = ["groupId": .string(String(repeating: "g\(number)", count: length / 2))]
    }

    /// The list that takes it on.
    mutating func accept() -> (writes: [JournalWrite], mark: Mark) {
        let (json, hash) = (Self.definition, ContentHash(of: Self.definition))
        let acceptance = Acceptance(
            workflow: "power-loss", definition: hash, job: job, key: key, inputs: inputs,
            nodes: ["node01", "node02"], priority: priority, notBefore: notBefore)
        let (entry, mark) = add(.sagaAccepted(acceptance))
        let accept = JournalWrite.accept(
            entry, job: job, key: key, priority: priority, notBefore: notBefore)
        return ([.define(hash, canonicalJSON: json), accept], mark)
    }

    /// The next entry.
    mutating func append(
        _ fact: Fact, phase: SagaPhase? = nil
    ) -> (write: JournalWrite, mark: Mark) {
        let (entry, mark) = add(fact)
        return (.append(entry, phase: phase), mark)
    }

    /// A new try of one of its two steps.
    mutating func attempt(using numbers: inout SeededNumbers) -> Attempt {
        let step = Int.random(in: 0...1, using: &numbers)
        attempts[step] += 1
        return Attempt(step: step, kind: .action, number: attempts[step])
    }

    private mutating func add(_ fact: Fact) -> (EncodedEntry, Mark) {
        sequence += 1
        let entry = Entry(
            saga: id, sequence: sequence,
            time: Timestamp(rawValue: 1_700_000_000_000 + Int64(sequence)), fact: fact)
        let (encoded, hash) = EntryCodec.encode(entry, previous: last)
        last = hash
        return (encoded, .entry(.init(saga: id, sequence: sequence), hash: "\(hash)"))
    }

    private static func makeDefinition() -> [UInt8] {
        do {
            let call = CallDefinition(method: "POST", path: try Template("/v1/group/"))
            let workflow = WorkflowDefinition(
                name: "power-loss",
                steps: [
                    StepDefinition(id: "create", forEach: .nodes, action: call, compensation: call)
                ])
            return try workflow.canonicalJSON()
        } catch {
            preconditionFailure("the workload's own definition is wrong: \(error)")
        }
    }
}
