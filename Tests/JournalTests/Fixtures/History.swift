import Journal
import Steps

/// A saga's history in the making: each fact becomes the next entry of its chain.
struct History {
    static let json = try? makeDefinition(step: "create")?.canonicalJSON()
    /// Another version, with the step renamed.
    static let laterJSON = try? makeDefinition(step: "make")?.canonicalJSON()

    let id: SagaID
    let job: String
    let key: String
    let workflow: String
    let priority: Int
    let notBefore: Timestamp?
    let nodes: [String]
    let inputs: [String: Value]
    /// The canonical JSON of its definition.
    let definition: [UInt8]
    private(set) var entries: [EncodedEntry] = []
    private(set) var facts: [Entry] = []
    private var last = EntryHash.none

    init(
        _ number: UInt64, job: String = "job", key: String? = nil,
        workflow: String = "create-group", priority: Int = 3, notBefore: Timestamp? = nil,
        nodes: [String] = ["node01", "node02"], inputs: [String: Value]? = nil,
        definition: [UInt8]? = nil
    ) {
        id = SagaID(microseconds: 1_000_000 + number, random: number)
        self.job = job
        self.key = key ?? "key-\(number)"
        self.workflow = workflow
        self.priority = priority
        self.notBefore = notBefore
        self.nodes = nodes
        self.inputs =
            inputs ?? [
                "groupId": .string("g1"), "size": .integer(-3),
                "tags": .list([.string("a\"b"), .list([]), .null]),
            ]
        self.definition = definition ?? Self.json ?? []
        add(.sagaAccepted(acceptance))
    }

    static var hash: ContentHash { ContentHash(of: json ?? []) }
    static var laterHash: ContentHash { ContentHash(of: laterJSON ?? []) }

    var acceptance: Acceptance {
        Acceptance(
            workflow: workflow, definition: ContentHash(of: definition), job: job, key: key,
            inputs: inputs, nodes: nodes, priority: priority, notBefore: notBefore)
    }

    var accept: JournalWrite {
        .accept(entries[0], job: job, key: key, priority: priority, notBefore: notBefore)
    }
    var remove: JournalWrite { .remove(id, job: job, key: key) }
    static var define: JournalWrite { .define(hash, canonicalJSON: json ?? []) }
    static var defineLater: JournalWrite { .define(laterHash, canonicalJSON: laterJSON ?? []) }

    /// Everything, as the archive takes it.
    var archived: ArchivedSaga? {
        SagaSummary(folding: facts).map {
            ArchivedSaga(summary: $0, entries: entries, definition: definition)
        }
    }

    @discardableResult
    mutating func add(_ fact: Fact) -> EncodedEntry {
        let entry = Entry(
            saga: id, sequence: entries.count + 1,
            time: Timestamp(rawValue: 1_700_000_000_000 + Int64(entries.count)), fact: fact)
        let (encoded, hash) = EntryCodec.encode(entry, previous: last)
        entries.append(encoded)
        facts.append(entry)
        last = hash
        return encoded
    }

    mutating func append(_ fact: Fact, phase: SagaPhase? = nil) -> JournalWrite {
        .append(add(fact), phase: phase)
    }

    /// Runs to its end with one attempt; gives the writes, the accept first.
    mutating func complete() -> [JournalWrite] {
        let attempt = Attempt(step: 0, kind: .action, number: 1)
        return [
            Self.define, accept, append(.sagaStarted, phase: .active),
            append(.attemptStarted(attempt)),
            append(.attemptEnded(attempt, AttemptResult(outcome: .succeeded, status: 201))),
            append(.sagaCompleted, phase: .ended),
        ]
    }

    /// A workflow whose inputs say where its steps are: one on the node of an input, one on each
    /// node of a list.
    static let placedJSON: [UInt8]? = {
        guard let path = try? Template("/v1/group/"), let node = try? Template("${input.node}"),
            let item = try? Template("${item}")
        else { return nil }
        let request = CallDefinition(method: "POST", path: path)
        return try? WorkflowDefinition(
            name: "create-group",
            steps: [
                StepDefinition(id: "one", node: node, action: request, compensation: request),
                StepDefinition(
                    id: "each", forEach: .input("others"), node: item, action: request,
                    compensation: request),
            ]
        ).canonicalJSON()
    }()

    private static func makeDefinition(step: String) -> WorkflowDefinition? {
        guard let path = try? Template("/v1/group/") else { return nil }
        let request = CallDefinition(method: "POST", path: path)
        return WorkflowDefinition(
            name: "create-group",
            steps: [
                StepDefinition(
                    id: step, forEach: .nodes, action: request, compensation: request)
            ])
    }
}
