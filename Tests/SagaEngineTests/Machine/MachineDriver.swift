import Journal
import SagaTesting
import Steps

@testable import SagaEngine

/// Drives a saga machine through scripted answers, and keeps what it did.
struct MachineDriver {
    /// An answer to one call.
    struct Answer {
        /// The call, as `action create@node01`.
        let call: String
        let result: CallResult
    }

    var machine: SagaMachine
    var cluster: ClusterDefinition
    var now = Timestamp(rawValue: 1_000_000)
    var entries: [Entry]
    var generator = SeededGenerator(seed: 42)
    /// What was sent, as `action create@node01`.
    var calls: [String] = []
    /// How long was waited for late requests.
    var waitedForLate: Milliseconds = 0
    /// The definitions that the saga goes, or went, by.
    private var versions: [ContentHash: PinnedDefinition]

    init(
        _ definition: WorkflowDefinition, nodes: [String] = ["node01", "node02", "node03"],
        inputs: [String: Value] = ["groupId": .string("5")], parent: ParentStep? = nil,
        isStarted: Bool = true
    ) throws {
        let pinned = try PinnedDefinition(definition)
        versions = [pinned.hash: pinned]
        let known = nodes.map { name in
            (name, NodeDefinition(endpoints: [.init(url: "http://\(name)")]))
        }
        cluster = ClusterDefinition(nodes: Dictionary(uniqueKeysWithValues: known))
        let acceptance = Acceptance(
            workflow: definition.name, definition: pinned.hash, job: "job", key: "key",
            inputs: inputs,
            nodes: nodes, parent: parent)
        let first = Entry(
            saga: SagaID(microseconds: 7, random: 7), sequence: 1, time: now,
            fact: .sagaAccepted(acceptance))
        entries = [first]
        machine = SagaMachine(accepted: first, definition: pinned)
        if isStarted { handle(.locksAcquired) }
    }

    var move: Move { machine.move(at: now, in: cluster) }

    /// What the open steps need; nothing where the saga does not work.
    var needs: Needs {
        if case .work(let needs) = move { needs } else { Needs() }
    }

    /// The steps that could be called now, by name.
    var ready: [String] { names(needs.calls) }
    /// The steps whose call is under way, by name.
    var flying: [String] { names(needs.replies) }
    /// The steps that wait for an answer, by name.
    var asking: [String] { names(needs.signals) }
    /// The steps that wait for another saga, by name.
    var parents: [String] { names(needs.children) }

    private func names(_ steps: [Int]) -> [String] {
        steps.map { machine.instance($0).description }
    }

    /// The place of a step in the plan.
    func index(_ name: String) -> Int {
        guard let index = machine.plan.instances.firstIndex(where: { $0.description == name })
        else { preconditionFailure("the plan has no \(name)") }
        return index
    }

    func state(_ name: String) -> StepState { machine.steps[index(name)] }

    mutating func handle(_ event: Event) {
        take(machine.handle(event, at: now, in: cluster, using: &generator))
    }

    /// Makes a step's call; it stays under way.
    @discardableResult
    mutating func begin(_ name: String) -> Call? {
        let (decision, call) = machine.begin(index(name), at: now, in: cluster)
        take(decision)
        if let call { calls.append("\(call.kind) \(call.instance)") }
        return call
    }

    /// Answers a step's call, whoever makes it.
    mutating func end(_ name: String, _ result: CallResult) {
        guard let attempt = machine.steps[index(name)].inFlight else {
            preconditionFailure("nothing of \(name) is under way")
        }
        handle(.attemptEnded(attempt, result))
    }

    /// Lets time pass until the next moment that the saga waits for.
    mutating func pass() {
        guard let timer = needs.timer else { preconditionFailure("nothing is waited for") }
        if timer.reason == .lateRequests {
            waitedForLate = Milliseconds(
                rawValue: waitedForLate.rawValue + (timer.due - now).rawValue)
        }
        now = timer.due
        handle(.timerFired)
    }

    /// Answers calls and lets time pass, until the script is used up and time changes nothing, or
    /// another call than the next of the script is asked for.
    @discardableResult
    mutating func run(_ script: [Answer]) -> Move {
        var rest = script[...]
        while case .work(let needs) = move {
            if needs.calls.isEmpty {
                guard needs.timer != nil else { break }
                pass()
                continue
            }
            guard let next = rest.first,
                let name = next.call.split(separator: " ").last.map({ String($0) }),
                names(needs.calls).contains(name)
            else { break }
            guard let call = begin(name) else { continue }
            // What was not expected stays under way, and shows in `calls`.
            guard "\(call.kind) \(call.instance)" == next.call else { break }
            rest = rest.dropFirst()
            end(name, next.result)
        }
        return move
    }

    /// Loses the engine, and starts another one with the entries.
    mutating func crash() {
        machine = replayed()
        handle(.recovered)
    }

    mutating func signal(
        _ name: String, _ accepted: Bool = true, values: [String: Value] = [:]
    ) {
        handle(.signalled(Signal(name: name, accepted: accepted, values: values, by: "ann")))
    }

    mutating func cancel() { handle(.cancelled(by: "ann", reason: "not wanted")) }
    mutating func retry() { handle(.retried(by: "ann", reason: "mended")) }

    /// Goes on with another version of the workflow.
    mutating func migrate(to workflow: WorkflowDefinition, renamed: [String: String] = [:]) throws {
        let version = try PinnedDefinition(workflow)
        versions[version.hash] = version
        let entry = Entry(
            saga: machine.id, sequence: machine.sequence + 1, time: now,
            fact: .definitionMigrated(version.hash, renamed: renamed, by: "ann"))
        machine.evolve(entry, to: version)
        entries.append(entry)
        handle(.timerFired)
    }

    /// The machine that recovery would make of the entries.
    func replayed() -> SagaMachine {
        guard case .sagaAccepted(let acceptance) = entries[0].fact,
            let definition = versions[acceptance.definition]
        else { preconditionFailure("the first entry is no acceptance") }
        var copy = SagaMachine(accepted: entries[0], definition: definition)
        for entry in entries.dropFirst() {
            if case .definitionMigrated(let hash, _, _) = entry.fact {
                copy.evolve(entry, to: versions[hash])
            } else {
                copy.evolve(entry)
            }
        }
        return copy
    }

    private mutating func take(_ decision: Decision) {
        entries += decision.entries
    }
}
