import Journal
import SagaEngine
import SagaTesting
import Steps

/// Drives a saga machine through scripted answers, and keeps what it did.
struct MachineDriver {
    /// An answer to one call, in the order in which calls are expected.
    struct Answer {
        /// The call, as `action@node01`.
        let call: String
        let result: CallResult

        static func ok(_ call: String, status: Int = 200, _ reply: CapturedReply = [:]) -> Answer {
            Answer(call: call, result: CallResult(.succeeded, status: status, reply: reply))
        }

        static func no(_ call: String, status: Int = 400) -> Answer {
            Answer(call: call, result: CallResult(.rejected, status: status, detail: "refused"))
        }

        static func unknown(_ call: String) -> Answer {
            Answer(call: call, result: CallResult(.unknown, detail: "timeout"))
        }

        static func unreachable(_ call: String) -> Answer {
            Answer(call: call, result: CallResult(.unreachable, detail: "no connection"))
        }

        /// A probe's answer: whether the group is there.
        static func probe(_ node: String, found: Bool) -> Answer {
            .ok(
                "probe@\(node)", status: found ? 200 : 404,
                [
                    .status: .integer(found ? 200 : 404)
                ])
        }
    }

    var machine: SagaMachine
    var cluster: ClusterDefinition
    var now = Timestamp(rawValue: 1_000_000)
    var entries: [Entry]
    var generator = SeededGenerator(seed: 42)
    /// What was sent, as `action@node01`.
    var calls: [String] = []
    /// How long was waited for late requests.
    var waitedForLate: Milliseconds = 0

    init(_ definition: WorkflowDefinition, nodes: [String] = ["node01", "node02", "node03"]) throws
    {
        let hash = ContentHash(of: try definition.canonicalJSON())
        cluster = ClusterDefinition(
            nodes: Dictionary(
                uniqueKeysWithValues: nodes.map { name in
                    (name, NodeDefinition(endpoints: [.init(url: "http://\(name)")]))
                }))
        let acceptance = Acceptance(
            workflow: definition.name, definition: hash, job: "job", key: "key",
            inputs: ["groupId": .string("5")], nodes: nodes)
        let first = Entry(
            saga: SagaID(microseconds: 7, random: 7), sequence: 1, time: now,
            fact: .sagaAccepted(acceptance))
        entries = [first]
        machine = SagaMachine(
            accepted: first, definition: PinnedDefinition(workflow: definition, hash: hash))
        take(machine.handle(.locksAcquired, at: now, in: cluster, using: &generator))
    }

    /// Answers calls and lets time pass until the script is used up or the saga stops moving.
    mutating func run(_ script: [Answer]) -> Move {
        var rest = script[...]
        while true {
            switch machine.move(at: now, in: cluster) {
            case .call:
                guard !rest.isEmpty else { return machine.move(at: now, in: cluster) }
                let (decision, call) = machine.begin(at: now, in: cluster)
                take(decision)
                guard let call, case .awaitReply(let step, let kind, _) = decision.move else {
                    continue
                }
                let name = "\(call.kind)@\(call.instance.node)"
                calls.append(name)
                let answer = rest.removeFirst()
                precondition(answer.call == name, "expected \(answer.call), and got \(name)")
                let attempt = Attempt(step: step, kind: kind, number: call.attempt)
                take(
                    machine.handle(
                        .attemptEnded(attempt, answer.result), at: now, in: cluster,
                        using: &generator))
            case .wait(let until, let waiting):
                if waiting == .lateRequests {
                    waitedForLate = Milliseconds(
                        rawValue: waitedForLate.rawValue + (until - now).rawValue)
                }
                now = until
                take(machine.handle(.timerFired, at: now, in: cluster, using: &generator))
            case let move: return move
            }
        }
    }

    mutating func handle(_ event: Event) {
        take(machine.handle(event, at: now, in: cluster, using: &generator))
    }

    /// Sends the next request, and loses the engine before the answer.
    mutating func beginAndCrash() {
        take(machine.begin(at: now, in: cluster).decision)
        machine = replayed()
        handle(.recovered)
    }

    /// The machine that recovery would make of the entries.
    func replayed() -> SagaMachine {
        var copy = SagaMachine(accepted: entries[0], definition: machine.definition)
        for entry in entries.dropFirst() { copy.evolve(entry) }
        return copy
    }

    private mutating func take(_ decision: Decision) {
        entries += decision.entries
    }
}

extension WorkflowDefinition {
    /// A create-group as in `workflows/`, with few tries.
    static func create(before: Bool = false) throws -> WorkflowDefinition {
        WorkflowDefinition(
            name: "create", inputs: ["groupId": InputDefinition(type: .string)],
            locks: [try Template("group/${input.groupId}")],
            steps: [
                StepDefinition(
                    id: "create", target: .everyNode,
                    before: before
                        ? BeforeDefinition(
                            request: RequestDefinition(
                                method: "GET", path: try Template("/g"),
                                statuses: StatusRules(succeeded: [200, 404]),
                                retry: RetryPolicy(attempts: 2)), done: [404]) : nil,
                    action: RequestDefinition(
                        method: "POST", path: try Template("/g"), timeout: 1_000,
                        retry: RetryPolicy(attempts: 2)),
                    probe: ProbeDefinition(
                        request: RequestDefinition(
                            method: "GET", path: try Template("/g"),
                            retry: RetryPolicy(attempts: 2)),
                        applied: try Condition("reply.status == 200")),
                    compensation: RequestDefinition(
                        method: "DELETE", path: try Template("/g"),
                        retry: RetryPolicy(attempts: 3)))
            ])
    }
}
