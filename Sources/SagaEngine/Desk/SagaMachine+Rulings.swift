internal import Journal
public import Steps

/// What operators may do to a saga: every rule stands here, and here alone.
extension SagaMachine {
    /// What the saga answers to what an operator asks of it; nothing changes by asking.
    public func ruling(
        on verb: OperatorVerb, by: String = "", reason: String = "", at now: Timestamp,
        in cluster: ClusterDefinition
    ) -> Ruling {
        func decided(_ decision: OperatorDecision) -> Fact {
            .operatorDecided(decision, by: by, reason: reason)
        }
        switch verb {
        case .retry: return retryRuling(at: now, .sagaRetried(by: by, reason: reason))
        case .cancel: return cancelRuling(.cancelRequested(by: by, reason: reason))
        case .compensate: return compensateRuling(decided(.compensate))
        case .abandon:
            return abandonRuling(at: now, in: cluster, .sagaAbandoned(by: by, reason: reason))
        case .pause: return pauseRuling(decided(.pause))
        case .unpause:
            return pause == nil
                ? .repetition("it is not paused by itself") : .applies([decided(.unpause)])
        case .forward(let name): return forwardRuling(name, at: now, in: cluster, decided)
        case .skip(let name):
            return ruling(on: name) { index in
                let retry = Fact.sagaRetried(by: by, reason: reason)
                return skipRuling(index, decided(.skip(step: index)), retry)
            }
        case .unskip(let name):
            return ruling(on: name) { unskipRuling($0, decided(.unskip(step: $0))) }
        case .settle(let name, let succeeded):
            return ruling(on: name) { index in
                let known: OperatorDecision.SettledAs = succeeded ? .succeeded : .rejected
                return settleRuling(index, known, decided(.settle(step: index, known)))
            }
        case .edit(let name, let inputs):
            return ruling(on: name) { index in
                editRuling(index, inputs) { decided(.edit(step: index, inputs: $0)) }
            }
        }
    }

    /// What is refused of every saga that has ended.
    var endRuling: Ruling? {
        guard status.isTerminal else { return nil }
        return .refused(
            "it has ended, \(status.rawValue)",
            instead: "submit another saga, under another key")
    }

    private func retryRuling(at now: Timestamp, _ fact: Fact) -> Ruling {
        if let endRuling { return endRuling }
        switch status {
        case .parked: return .applies([fact])
        case .accepted:
            return .refused(
                "it has not started, so there is nothing to repeat",
                instead: "'sagactl why \(id)' says what it waits for")
        default:
            let waits = steps.contains { step in
                step.inFlight == nil && step.retryAt.map { $0 > now } ?? false
            }
            return waits
                ? .applies([fact]) : .repetition("no step of it waits for its next try")
        }
    }

    private func cancelRuling(_ fact: Fact) -> Ruling {
        if status == .compensated { return .repetition("it is undone already") }
        if let endRuling { return endRuling }
        return turnObstacle ?? .applies([fact])
    }

    /// What keeps a saga from being undone, or makes that needless.
    private var turnObstacle: Ruling? {
        if hasTurned || cancellation != nil { return .repetition("it is being undone already") }
        guard hasPassedPivot else { return nil }
        return .refused(
            "it is beyond its pivot, and can only go forward",
            instead: "let it go on with retry, settle or skip, or end it as it is with abandon")
    }

    private func compensateRuling(_ fact: Fact) -> Ruling {
        if status == .compensated { return .repetition("it is undone already") }
        if let endRuling { return endRuling }
        if hasTurned, status == .parked {
            return .refused(
                "it is parked on its way back",
                instead: "try again with retry, say what you know with settle, or leave what "
                    + "cannot be undone with forward")
        }
        if let turnObstacle { return turnObstacle }
        guard status == .parked else {
            return .refused(
                "it is \(status.rawValue), and not parked", instead: "cancel undoes it")
        }
        return .applies([fact])
    }

    private func pauseRuling(_ fact: Fact) -> Ruling {
        if let endRuling { return endRuling }
        if let pause { return .repetition("\(pause.by) has paused it already") }
        return .applies([fact])
    }

    private func abandonRuling(
        at now: Timestamp, in cluster: ClusterDefinition, _ fact: Fact
    ) -> Ruling {
        if status == .abandoned { return .repetition("it is abandoned already") }
        if let endRuling { return endRuling }
        let busy = steps.indices.first { index in
            guard let attempt = steps[index].inFlight else { return false }
            switch step(index).call(attempt.kind)?.operation {
            case .sleep, .signal: return false
            case .http, .program, .registered, .saga, nil: return true
            }
        }
        if let busy {
            let isChild = child(busy) != nil
            return .refused(
                "\(instance(busy)) is under way",
                instead: isChild
                    ? "end the saga that it has started first; 'sagactl why \(id)' names it"
                    : "pause it, and abandon it when the reply is there")
        }
        let isLocked = acceptance.parent != nil || !lockNames.isEmpty
        if isLocked, let quietAt = quietAt(in: cluster), quietAt > now {
            return .refused(
                "late requests of it may arrive until \(quietAt), and would hit whoever gets its "
                    + "locks", instead: "abandon it after that")
        }
        return .applies([fact])
    }

    private func forwardRuling(
        _ name: String?, at now: Timestamp, in cluster: ClusterDefinition,
        _ decided: (OperatorDecision) -> Fact
    ) -> Ruling {
        let stuck = stuckSteps(at: now, in: cluster)
        guard let name else {
            if let ruling = wayBackRuling { return ruling }
            return stuck.isEmpty
                ? nothingFailed : .applies(stuck.map { decided(.forward(step: $0)) })
        }
        return ruling(on: name) { index in
            if steps[index].phase == .left {
                return .repetition("\(instance(index)) is left as it is already")
            }
            if let ruling = wayBackRuling { return ruling }
            return stuck.contains(index)
                ? .applies([decided(.forward(step: index))]) : nothingFailed
        }
    }

    private var wayBackRuling: Ruling? {
        if let endRuling { return endRuling }
        guard !hasTurned else { return nil }
        return .refused(
            "it goes forward, and nothing failed to be undone",
            instead: "retry, skip or settle a step, or undo it with cancel")
    }

    private var nothingFailed: Ruling {
        .refused(
            "no compensation of it has failed for good",
            instead: "retry makes it try now; 'sagactl why \(id)' says what it waits for")
    }

    /// The open steps that only an operator can help.
    func stuckSteps(at now: Timestamp, in cluster: ClusterDefinition) -> [Int] {
        guard !status.isTerminal, status != .accepted else { return [] }
        return frontier.open.filter { index in
            if !hasTurned, steps[index].isFailed { return true }
            if case .help = need(of: index, at: now, in: cluster) { return true }
            return false
        }
    }

    /// Finds the step that a name is of.
    private func ruling(on name: String, _ rule: (Int) -> Ruling) -> Ruling {
        let instances = plan.instances.indices
        if let index = instances.first(where: { "\(instance($0))" == name }) { return rule(index) }
        let same = instances.filter { instance($0).step == name }
        if same.count == 1 { return rule(same[0]) }
        let known = (same.isEmpty ? Array(instances) : same).prefix(12)
            .map { "\(instance($0))" }.joined(separator: ", ")
        return same.isEmpty
            ? .refused("it has no step '\(name)'", instead: "name one of \(known)")
            : .refused("'\(name)' runs \(same.count) times", instead: "name one of \(known)")
    }
}
