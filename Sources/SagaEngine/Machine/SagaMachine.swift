public import Journal
public import Steps

/// One saga as a value: events go in, entries and the next move come out.
///
/// `evolve` is the only place where state changes, live and in recovery alike; it looks at nothing
/// but entries and the pinned definition. Decisions may look at the cluster, the time and
/// randomness as well; what they decide is in the entries.
///
/// Each step has a ``StepState``; a ``Frontier`` says which steps are open. Going forward or
/// backward, the saga looks at each open step and asks what it needs: an entry, a call, a moment,
/// a reply, or an operator. That is all; see `SagaMachine+Forward` and `SagaMachine+Backward`.
public struct SagaMachine: Sendable {
    /// The saga.
    public let id: SagaID
    /// What it is.
    public internal(set) var acceptance: Acceptance
    /// The definition that it is pinned to.
    public internal(set) var definition: PinnedDefinition
    /// Its steps on their nodes.
    public internal(set) var plan: StepPlan

    /// Where it is in its life.
    public internal(set) var status = SagaStatus.accepted
    /// Why it turned or was parked.
    public internal(set) var reason = ""
    /// What is known of each instance of the plan.
    public internal(set) var steps: [StepState]
    /// The answers to questions, by the name of a step or of an instance.
    public internal(set) var signals: [String: Signal] = [:]
    /// The number of its last entry.
    public internal(set) var sequence = 1
    /// When its last entry was decided.
    public internal(set) var latest: Timestamp?
    /// The instances that are worked on.
    var frontier: Frontier
    /// Whether it goes backward, parked or not.
    public internal(set) var hasTurned = false
    /// When it started.
    public internal(set) var startedAt: Timestamp?
    /// Why somebody wants it undone.
    var cancellation: String?
    /// Whether its time does not count any more, since an operator has sent it on.
    var isDeadlineLifted = false
    /// When the last request of unknown outcome can no longer arrive.
    public internal(set) var quietAt: Timestamp?

    /// Who has paused it, and why; `nil` while it goes on.
    public internal(set) var pause: SagaPause?

    /// What is paused around it: no entry of its own says so, but whoever asks for its moves.
    var holds = Holds.none
    /// Until when nothing that was sent before the last restart counts as arrived.
    ///
    /// The clock may have been set while nobody looked at it, so that what the entries say of
    /// moments cannot be compared with it. It follows from no entry: each recovery sets it anew.
    var restartQuietAt: Timestamp?

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
        steps = Array(repeating: StepState(), count: plan.instances.count)
        frontier = Frontier(
            ranges: plan.ranges, steps: definition.workflow.steps, graph: definition.graph)
    }

    /// The instance of an index of the plan.
    public func instance(_ index: Int) -> StepInstance {
        plan.instances[index]
    }

    /// The definition of the step that an index of the plan is of.
    public func step(_ index: Int) -> StepDefinition {
        pinned(index).definition
    }

    /// The same by reference, with what follows from it.
    func pinned(_ index: Int) -> PinnedStep {
        definition.steps[plan.step(of: index)]
    }

    /// Reacts to an event.
    public mutating func handle(
        _ event: Event, at now: Timestamp, in cluster: ClusterDefinition,
        using generator: inout some RandomNumberGenerator
    ) -> Decision {
        if case .recovered = event { noteRestart(at: now, in: cluster) }
        let facts = facts(of: event, at: now, in: cluster, using: &generator)
        return decide(facts, at: now, in: cluster)
    }

    /// Records the call of a step that the saga is ready to make, and builds it.
    ///
    /// - Returns: the decision, and the call if there is one to be made once the entries are
    ///   durable. There is none if the step needs something else by now.
    public mutating func begin(
        _ step: Int, at now: Timestamp, in cluster: ClusterDefinition
    ) -> (decision: Decision, call: Call?) {
        var decision = advance(recorded: [], at: now, in: cluster)
        guard case .work(let needs) = decision.move, needs.calls.contains(step),
            case .call(let kind) = need(of: step, at: now, in: cluster)
        else { return (decision, nil) }
        let attempt = nextAttempt(step, kind)
        let fact: Fact
        var call: Call?
        do {
            call = try self.call(attempt, in: cluster)
            fact = .attemptStarted(attempt)
        } catch {
            fact = unbuildable(step, kind, error)
        }
        decision.entries.append(record(fact, at: now))
        return (advance(recorded: decision.entries, at: now, in: cluster), call)
    }

    /// What the saga needs, with nothing decided.
    public func move(at now: Timestamp, in cluster: ClusterDefinition) -> Move {
        var copy = self
        return copy.advance(recorded: [], at: now, in: cluster).move
    }

    /// Records facts that somebody decided, and what follows from them.
    mutating func decide(
        _ facts: [Fact], at now: Timestamp, in cluster: ClusterDefinition
    ) -> Decision {
        var entries: [Entry] = []
        for fact in facts { entries.append(record(fact, at: now)) }
        return advance(recorded: entries, at: now, in: cluster)
    }

    /// The next try of a step.
    func nextAttempt(_ step: Int, _ kind: CallKind) -> Attempt {
        Attempt(step: step, kind: kind, number: steps[step].attempts[kind] + 1)
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

/// What an open step needs.
enum StepNeed {
    /// Something to be written down.
    case record(Fact)
    /// A call, as soon as there is room.
    case call(CallKind)
    /// The reply to its call.
    case reply
    /// The end of the saga that it has started.
    case child
    /// Somebody's answer, for as long as there is time.
    case answer(until: Timestamp?)
    /// Time to pass.
    case time(until: Timestamp, Waiting)
    /// An operator, for this reason.
    case help(String)
    /// That its node is not paused any more.
    case unpause
}
