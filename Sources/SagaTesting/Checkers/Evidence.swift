public import Steps

/// All that can be known from outside about what an engine did.
public struct Evidence: Sendable {
    /// The groups of each node with their timestamps; an empty text where there is none.
    public typealias Contents = [String: [String: String]]

    /// A submission that was acknowledged to its client.
    public struct Submission: Hashable, Sendable {
        /// The job.
        public var job: String
        /// The key in the job.
        public var key: String

        /// Puts a submission together.
        public init(job: String, key: String) {
            self.job = job
            self.key = key
        }
    }

    /// The sagas that are listed.
    public var sagas: [SagaRecord]
    /// Every entry of every saga, each saga's in the order of the journal.
    public var history: [HistoryRecord]
    /// The versions of workflows, by the hashes that entries name.
    public var definitions: [String: WorkflowDefinition]
    /// The nodes' own ledgers, by node.
    public var ledgers: [String: [LedgerRecord]]
    /// What the nodes held at the beginning.
    public var initial: Contents
    /// What they hold at the end; empty if that is not known.
    public var contents: Contents
    /// What clients were told to be accepted.
    public var acknowledged: [Submission]
    /// How often one journaled try of a read may arrive: more than once where a node has several
    /// endpoints, among which the transport repeats what has no effect.
    public var arrivalsPerRead = 1
    /// How often one journaled try of an action or a compensation may arrive: more than once where
    /// a node's endpoints know each other's idempotency keys.
    public var arrivalsPerChange = 1
    /// The nodes that keep the wire barrier: what arrives there too late has no effect.
    public var barriers: Set<String> = []

    /// Puts evidence together.
    public init(
        sagas: [SagaRecord] = [], history: [HistoryRecord] = [],
        definitions: [String: WorkflowDefinition] = [:],
        ledgers: [String: [LedgerRecord]] = [:], initial: Contents = [:],
        contents: Contents = [:], acknowledged: [Submission] = []
    ) {
        self.sagas = sagas
        self.history = history
        self.definitions = definitions
        self.ledgers = ledgers
        self.initial = initial
        self.contents = contents
        self.acknowledged = acknowledged
    }

    /// The sagas' histories, in order of their ids.
    public var trails: [SagaTrail] {
        Dictionary(grouping: history, by: \.saga)
            .map { SagaTrail(saga: $0.key, records: $0.value, definitions: definitions) }
            .sorted { $0.saga < $1.saga }
    }

    /// For each saga, the one that holds its locks: itself, or the first of those that started it.
    static func holders(in trails: [SagaTrail]) -> [String: SagaTrail] {
        let known = Dictionary(
            trails.map { ($0.saga, $0) }, uniquingKeysWith: { first, _ in first })
        return known.mapValues { trail in
            var holder = trail
            var seen: Set<String> = [trail.saga]
            while let parent = holder.acceptance?.parent.flatMap({ known[$0.saga] }),
                seen.insert(parent.saga).inserted
            {
                holder = parent
            }
            return holder
        }
    }

    /// The requests of sagas in the ledgers, by key and in the order of the ledgers.
    var requests: [RequestKey: [LedgerRecord]] {
        var requests: [RequestKey: [LedgerRecord]] = [:]
        for (node, rows) in ledgers {
            for row in rows {
                guard let text = row.idempotencyKey, let key = RequestKey(text),
                    key.instance.node == node
                else { continue }
                requests[key, default: []].append(row)
            }
        }
        return requests
    }

    /// The group that each saga is about, as its requests say.
    var groups: [String: String] {
        var groups: [String: String] = [:]
        for (key, rows) in requests {
            for row in rows { groups[key.saga] = row.groupId ?? groups[key.saga] }
        }
        return groups
    }
}
