public import Journal
public import Steps

/// One saga as a value: events go in, entries and the next move come out.
///
/// `evolve` is the only place where state changes, live and in recovery alike; it looks at nothing
/// but entries and the pinned definition. Decisions may look at the cluster, the time and
/// randomness as well; what they decide is in the entries.
public struct SagaMachine: Sendable {
    /// The saga.
    public let id: SagaID
    /// What it is.
    public let acceptance: Acceptance
    /// The definition that it is pinned to.
    public let definition: PinnedDefinition
    /// Its steps on their nodes, in order.
    public let plan: [StepInstance]

    /// Where it is in its life.
    public internal(set) var status = SagaStatus.accepted
    /// Why it turned or was parked.
    public internal(set) var reason = ""
    /// What is known of each step of the plan.
    public internal(set) var steps: [StepState]
    /// The number of its last entry.
    public internal(set) var sequence = 1
    /// The step that is being worked on: forward the first that is not done, backward the last
    /// that is not undone.
    var frontier = 0
    /// Whether it goes backward, parked or not.
    var hasTurned = false
    /// When the last request of unknown outcome can no longer arrive.
    public internal(set) var quietAt: Timestamp?

    /// Starts with a saga's first entry.
    ///
    /// - Precondition: the entry is a `sagaAccepted` with sequence 1, for this definition.
    public init(accepted entry: Entry, definition: PinnedDefinition) {
        guard case .sagaAccepted(let acceptance) = entry.fact, entry.sequence == 1,
            acceptance.definition == definition.hash
        else { preconditionFailure("saga \(entry.saga) does not start with its acceptance") }
        id = entry.saga
        self.acceptance = acceptance
        self.definition = definition
        plan = acceptance.plan(of: definition.workflow)
        steps = Array(repeating: StepState(), count: plan.count)
    }

    /// Reacts to an event.
    public mutating func handle(
        _ event: Event, at now: Timestamp, in cluster: ClusterDefinition,
        using generator: inout some RandomNumberGenerator
    ) -> Decision {
        var entries: [Entry] = []
        for fact in facts(of: event, at: now, in: cluster, using: &generator) {
            entries.append(record(fact, at: now))
        }
        return advance(recorded: entries, at: now, in: cluster)
    }

    /// Records the request that the saga is ready to send, and builds it.
    ///
    /// - Returns: the decision, and the call if there is one to be sent once the entries are
    ///   durable. There is none if the saga needs something else by now.
    public mutating func begin(
        at now: Timestamp, in cluster: ClusterDefinition
    ) -> (decision: Decision, call: Call?) {
        var decision = advance(recorded: [], at: now, in: cluster)
        guard case .call(let step, let kind, let node) = decision.move else {
            return (decision, nil)
        }
        do {
            let number = (steps[step].attempts[kind] ?? 0) + 1
            let call = try call(step, kind, number: number, in: cluster)
            let fact = Fact.attemptStarted(Attempt(step: step, kind: kind, number: number))
            decision.entries.append(record(fact, at: now))
            decision.move = .awaitReply(step: step, kind, node: node)
            return (decision, call)
        } catch {
            decision.entries.append(record(unbuildable(step, kind, error), at: now))
            return (advance(recorded: decision.entries, at: now, in: cluster), nil)
        }
    }

    /// What the saga needs, with nothing decided.
    public func move(at now: Timestamp, in cluster: ClusterDefinition) -> Move {
        var copy = self
        return copy.advance(recorded: [], at: now, in: cluster).move
    }

    /// The names of the locks that it holds while it runs, in the order of acquisition.
    public var lockNames: [String] {
        // A lock refers to inputs and the saga alone, which the validator checks; so it has a text.
        Set(definition.workflow.locks.compactMap { try? $0.text(in: scope(ofStep: nil)) }).sorted()
    }

    /// Records facts that follow from the state until something from outside is needed.
    private mutating func advance(
        recorded: [Entry], at now: Timestamp, in cluster: ClusterDefinition
    ) -> Decision {
        var entries = recorded
        while true {
            switch next(at: now, in: cluster) {
            case .record(let fact): entries.append(record(fact, at: now))
            case .move(let move): return Decision(entries: entries, move: move)
            }
        }
    }

    private mutating func record(_ fact: Fact, at now: Timestamp) -> Entry {
        let entry = Entry(saga: id, sequence: sequence + 1, time: now, fact: fact)
        evolve(entry)
        return entry
    }
}

/// What follows from a saga's state: something to write down, or something to ask for.
enum Next {
    case record(Fact)
    case move(Move)
}
