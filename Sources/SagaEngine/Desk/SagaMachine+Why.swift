internal import Journal
public import Steps

/// What a saga waits for: what its own decisions would ask for, in words.
extension SagaMachine {
    /// All that keeps the saga from going on at once; empty if it has ended.
    ///
    /// - Parameter wall: the moment by the clock on the wall, which people plan by.
    public func waits(
        at now: Timestamp, wall: Timestamp, in cluster: ClusterDefinition,
        beside surroundings: SagaSurroundings
    ) -> [Wait] {
        switch status {
        case .completed, .compensated, .abandoned: []
        case .accepted: startWaits(wall, surroundings)
        case .parked: parkedWaits(at: now, in: cluster)
        case .running, .compensating:
            runningWaits(at: now, in: cluster, surroundings)
        }
    }

    private func startWaits(_ wall: Timestamp, _ surroundings: SagaSurroundings) -> [Wait] {
        var waits = pauseWaits(surroundings.pauses.filter { $0.scope.word != "node" })
        if let notBefore = acceptance.notBefore, notBefore > wall {
            waits.append(Wait(.start, "its time, \(notBefore)", until: notBefore))
        } else if let (name, holder, status) = surroundings.lock {
            let standing = status.map { " (\($0.rawValue))" } ?? ""
            waits.append(
                Wait(
                    .lock, "the lock \(name), which \(holder) holds\(standing)", saga: "\(holder)",
                    advice: "sagactl why \(holder)"))
        }
        return waits.isEmpty ? [Wait(.turn, "its turn to start")] : waits
    }

    private func pauseWaits(_ pauses: [Pause]) -> [Wait] {
        var waits: [Wait] = []
        if let pause {
            waits.append(
                Wait(
                    .pause, "\(pause.by) has paused it\(Self.because(pause.reason))",
                    advice: "sagactl unpause \(id)"))
        }
        for pause in pauses {
            let node: String? = if case .node(let name) = pause.scope { name } else { nil }
            waits.append(
                Wait(
                    .pause,
                    "the \(pause.scope), which \(pause.by) has paused\(Self.because(pause.reason))",
                    node: node,
                    advice: "sagactl unpause --\(pause.scope.word) \(pause.scope.name)"))
        }
        return waits
    }

    private static func because(_ reason: String) -> String {
        reason.isEmpty ? "" : ": \(reason)"
    }

    private func parkedWaits(at now: Timestamp, in cluster: ClusterDefinition) -> [Wait] {
        let stuck = stuckSteps(at: now, in: cluster).first
        let verbs = OperatorVerb.samples(for: stuck.map { "\(instance($0))" }).filter { verb in
            if case .applies = ruling(on: verb, at: now, in: cluster) {
                verb != .pause
            } else {
                false
            }
        }
        return [
            Wait(
                .operator, "an operator: \(reason)", step: stuck.map { "\(instance($0))" },
                node: stuck.flatMap { instance($0).node },
                advice: verbs.map { $0.command(for: id) }.joined(separator: "; "))
        ] + (pause == nil ? [] : pauseWaits([]))
    }

    private func runningWaits(
        at now: Timestamp, in cluster: ClusterDefinition, _ surroundings: SagaSurroundings
    ) -> [Wait] {
        let whole = surroundings.pauses.filter { $0.scope.word != "node" }
        var waits = pauseWaits(whole)
        let isPaused = !waits.isEmpty
        for index in frontier.open {
            let wait = wait(of: index, at: now, in: cluster, surroundings)
            // What a pause keeps from beginning waits for nothing else.
            if let wait, !isPaused || steps[index].inFlight != nil { waits.append(wait) }
        }
        if frontier.isFinished || waits.isEmpty, let quietAt = quietAt(in: cluster),
            quietAt > now
        {
            waits.append(
                Wait(
                    .lateRequests, "late requests, which may arrive until \(quietAt)",
                    until: quietAt))
        }
        return waits.isEmpty ? [Wait(.slot, "a free slot")] : waits
    }

    private func wait(
        of index: Int, at now: Timestamp, in cluster: ClusterDefinition,
        _ surroundings: SagaSurroundings
    ) -> Wait? {
        let name = "\(instance(index))"
        let node = instance(index).node
        // What failed waits for what is under way beside it.
        if !hasTurned, steps[index].isFailed { return nil }
        switch need(of: index, at: now, in: cluster) {
        case .record: return nil
        case .unpause: return nodePause(index, surroundings.pauses)
        case .call(let kind):
            if let node, surroundings.pauses.contains(where: { $0.scope == .node(node) }) {
                return nodePause(index, surroundings.pauses)
            }
            return Wait(
                .slot, "a free slot for the \(kind) of \(name)", step: name, node: node,
                pool: step(index).pool)
        case .reply:
            let attempt = steps[index].inFlight
            return Wait(
                .reply,
                "the reply to the \(attempt?.kind ?? .action) of \(name), try "
                    + "\(attempt?.number ?? 1)",
                step: name, node: node)
        case .child: return childWait(index, surroundings.children[index])
        case .answer(let limit):
            return Wait(
                .signal, "an answer: \(question(index) ?? "")", step: name, until: limit,
                advice: "sagactl signal \(id) \(name) yes|no")
        case .time(let due, let reason): return timeWait(index, due, reason)
        case .help(let reason): return Wait(.operator, reason, step: name, node: node)
        }
    }

    private func nodePause(_ index: Int, _ pauses: [Pause]) -> Wait? {
        let node = instance(index).node ?? ""
        guard let pause = pauses.first(where: { $0.scope == .node(node) }) else {
            return Wait(.pause, "the node \(node), which is paused", node: node)
        }
        return Wait(
            .pause,
            "the node \(node), which \(pause.by) has paused\(Self.because(pause.reason))",
            step: "\(instance(index))", node: node, advice: "sagactl unpause --node \(node)")
    }

    private func childWait(_ index: Int, _ child: SagaID?) -> Wait {
        var title = "another saga"
        if let kind = steps[index].inFlight?.kind,
            case .saga(let definition)? = step(index).call(kind)?.operation
        {
            title = "the saga '\(definition.name)'"
        }
        let which = child.map { " (\($0))" } ?? ""
        return Wait(
            .child, "\(title)\(which) that \(instance(index)) has started",
            step: "\(instance(index))", saga: child.map { "\($0)" },
            advice: child.map { "sagactl why \($0)" })
    }

    private func timeWait(_ index: Int, _ due: Timestamp, _ reason: Waiting) -> Wait {
        let name = "\(instance(index))"
        switch reason {
        case .backoff:
            return Wait(
                .backoff, "the next try of \(name) at \(due), after: \(steps[index].detail)",
                step: name, node: instance(index).node, until: due, advice: "sagactl retry \(id)")
        case .sleep:
            return Wait(.sleep, "\(name) to sleep until \(due)", step: name, until: due)
        case .lateRequests, .answer, .deadline:
            return Wait(
                .lateRequests, "late requests of \(name), which may arrive until \(due)",
                step: name, node: instance(index).node, until: due)
        }
    }
}

extension OperatorVerb {
    /// One verb of each kind, about a step where it is about one.
    public static func samples(for step: String?) -> [OperatorVerb] {
        let general: [OperatorVerb] = [.retry, .compensate, .cancel, .abandon, .pause]
        guard let step else { return general }
        return [
            .retry, .skip(step: step), .settle(step: step, succeeded: true),
            .settle(step: step, succeeded: false), .compensate, .forward(step: step), .abandon,
            .cancel, .pause,
        ]
    }

    /// How it is written on the command line.
    public func command(for saga: SagaID) -> String {
        switch self {
        case .skip(let step), .unskip(let step): "sagactl \(word) \(saga) \(step)"
        case .settle(let step, let succeeded):
            "sagactl settle \(saga) \(step) \(succeeded ? "succeeded" : "rejected")"
        case .edit(let step, _): "sagactl edit \(saga) \(step) --input name=value"
        case .forward(let step?): "sagactl forward \(saga) --step \(step)"
        default: "sagactl \(word) \(saga)"
        }
    }
}
