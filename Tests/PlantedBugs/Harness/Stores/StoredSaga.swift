internal import Journal
internal import Steps

/// A saga's history in the making: each fact becomes the next entry of its chain.
struct StoredSaga {
    static let json: [UInt8] = {
        guard let path = try? Template("/v1/group/") else { return [] }
        let call = CallDefinition(method: "POST", path: path)
        let workflow = WorkflowDefinition(
            name: "create-group",
            steps: [
                StepDefinition(id: "create", forEach: .nodes, action: call, compensation: call)
            ])
        return (try? workflow.canonicalJSON()) ?? []
    }()

    static var define: JournalWrite { .define(ContentHash(of: json), canonicalJSON: json) }

    let id: SagaID
    let job: String
    let key: String
    let priority: Int
    let notBefore: Timestamp?
    private(set) var entries: [EncodedEntry] = []
    private(set) var facts: [Entry] = []
    private var last = EntryHash.none

    init(
        _ id: SagaID, job: String, key: String, priority: Int = 3, notBefore: Timestamp? = nil,
        padding: Int = 0
    ) {
        self.id = id
        self.job = job
        self.key = key
        self.priority = priority
        self.notBefore = notBefore
        add(
            .sagaAccepted(
                Acceptance(
                    workflow: "create-group", definition: ContentHash(of: Self.json), job: job,
                    key: key,
                    inputs: ["text": .string(String(repeating: "x", count: padding))],
                    nodes: ["node01", "node02"], priority: priority, notBefore: notBefore)))
    }

    var accept: JournalWrite {
        .accept(entries[0], job: job, key: key, priority: priority, notBefore: notBefore)
    }
    var remove: JournalWrite { .remove(id, job: job, key: key) }

    /// Everything, as the archive takes it.
    var archived: ArchivedSaga? {
        SagaSummary(folding: facts).map {
            ArchivedSaga(summary: $0, entries: entries, definition: Self.json)
        }
    }

    /// How it stands.
    var lastFact: Fact? { facts.last?.fact }

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

    /// Starts if it waits, works, and ends if it runs.
    mutating func goOn(_ choice: Int) -> [JournalWrite] {
        let attempt = Attempt(step: 0, kind: .action, number: 1)
        switch lastFact {
        case .sagaAccepted where choice == 0:
            return [append(.compensationStarted(reason: "not wanted"), phase: .active)]
        case .sagaAccepted: return [append(.sagaStarted, phase: .active)]
        case .sagaStarted: return [append(.attemptStarted(attempt))]
        case .attemptStarted:
            let result = AttemptResult(outcome: .succeeded, status: 201)
            return [append(.attemptEnded(attempt, result)), append(.sagaCompleted, phase: .ended)]
        case .compensationStarted: return [append(.sagaCompensated, phase: .ended)]
        default: return [remove]
        }
    }
}
