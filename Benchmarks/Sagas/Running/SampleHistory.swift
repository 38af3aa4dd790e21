import Foundation
import Journal
import Steps

/// Histories as the engine writes them for `workflows/create-group.yaml` on three nodes.
struct SampleHistory {
    static let nodes = ["node01", "node02", "node03"]

    let workflow: WorkflowDefinition
    let json: [UInt8]
    let hash: ContentHash
    private var ids: SagaIDGenerator
    private var generator = SystemRandomNumberGenerator()

    init(workflow path: String, after highest: SagaID?) throws {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        workflow = try WorkflowDecoder.decode(text, file: path)
        json = try workflow.canonicalJSON()
        hash = ContentHash(of: json)
        ids = SagaIDGenerator(after: highest)
    }

    /// The entries of one saga, in order.
    ///
    /// - Parameters:
    ///   - steps: how many of its three steps are done; the next one is under way unless that is
    ///     all of them.
    ///   - nodes: three.
    ///   - failure: what came back from the first step's first try, if that failed.
    mutating func entries(
        number: Int, job: String, steps: Int, at time: Timestamp, nodes: [String] = Self.nodes,
        failure: String? = nil
    ) -> [(entry: Entry, encoded: EncodedEntry)] {
        let saga = ids.next(at: time, using: &generator)
        let key = "groupId=\(number)"
        var facts: [Fact] = [
            .sagaAccepted(
                Acceptance(
                    workflow: workflow.name, definition: hash, job: job, key: key,
                    inputs: ["groupId": .string("\(number)")], nodes: nodes)),
            .sagaStarted,
        ]
        if let failure {
            let attempt = Attempt(step: 0, kind: .action, number: 1)
            let result = AttemptResult(outcome: .unknown, status: 503, detail: failure)
            facts += [.attemptStarted(attempt), .attemptEnded(attempt, result)]
        }
        for step in Self.nodes.indices where step <= steps {
            let number = step == 0 && failure != nil ? 2 : 1
            let attempt = Attempt(step: step, kind: .action, number: number)
            facts.append(.attemptStarted(attempt))
            guard step < steps else { break }
            let result = AttemptResult(outcome: .succeeded, status: 201, detail: "201 Created")
            facts.append(.attemptEnded(attempt, result))
        }
        if steps == Self.nodes.count { facts.append(.sagaCompleted) }
        var head = EntryHash.none
        return facts.enumerated().map { index, fact in
            let entry = Entry(saga: saga, sequence: index + 1, time: time, fact: fact)
            let (encoded, hash) = EntryCodec.encode(entry, previous: head)
            head = hash
            return (entry, encoded)
        }
    }
}
