internal import Journal
internal import Steps

/// What operators may do to one step of a saga.
extension SagaMachine {
    func skipRuling(_ index: Int, _ fact: Fact, _ retry: Fact) -> Ruling {
        let (state, name) = (steps[index], instance(index))
        if state.phase == .skipped { return .repetition("\(name) is skipped already") }
        if let endRuling { return endRuling }
        if hasTurned || cancellation != nil {
            return .refused(
                "it is being undone, and \(name) is not done any more",
                instead: "settle says that something is undone, forward leaves it as it is")
        }
        if state.inFlight != nil { return underWay(index) }
        switch state.phase {
        // Nothing of it is in effect, nor can be.
        case .open where !state.isDoubtful: return .applies([fact])
        case .rejected where status == .parked: return .applies([fact, retry])
        case .rejected:
            return .refused(
                "\(name) has failed, and the saga has dealt with that",
                instead: "cancel undoes the saga")
        case .open, .doubting, .unknown:
            return .refused(
                "\(name) ran, and may be in effect",
                instead: "settle it as succeeded or rejected; a probe of 'sagactl show \(id)' tells"
            )
        default:
            return .refused("\(name) ran, and is in effect", instead: "cancel undoes the saga")
        }
    }

    func unskipRuling(_ index: Int, _ fact: Fact) -> Ruling {
        let (state, name) = (steps[index], instance(index))
        guard state.phase == .skipped else {
            return .repetition("\(name) is not skipped")
        }
        if let endRuling { return endRuling }
        guard state.isSkippedByOperator else {
            return .refused(
                "no operator has skipped \(name): \(state.detail)",
                instead: "submit another saga when there is something to do")
        }
        if hasTurned || cancellation != nil {
            return .refused(
                "it is being undone", instead: "submit another saga, under another key")
        }
        var copy = self
        copy.unskip(index)
        if let next = copy.firstOutOfTurn {
            return .refused(
                "\(instance(next)), which comes after \(name), has begun",
                instead: "cancel undoes the saga; then submit it again")
        }
        return .applies([fact])
    }

    /// A step that has begun although it is not its turn.
    private var firstOutOfTurn: Int? {
        for (step, range) in plan.ranges.enumerated() {
            let isReady = plan.ranges.indices.allSatisfy { other in
                !definition.graph.isBefore(other, step) || plan.ranges[other].allSatisfy(isPassed)
            }
            let first = range.first { index in
                guard steps[index].isTouched, !steps[index].isSkippedByOperator else {
                    return false
                }
                return !isReady || !isPassed(index) && !frontier.open.contains(index)
            }
            if let first { return first }
        }
        return nil
    }

    func settleRuling(
        _ index: Int, _ known: OperatorDecision.SettledAs, _ fact: Fact
    ) -> Ruling {
        let (state, name) = (steps[index], instance(index))
        switch (state.phase, known) {
        case (.rejected, .rejected), (.compensated, .succeeded):
            return .repetition("that is known of \(name) already")
        case (.succeeded, .succeeded) where !hasTurned:
            return .repetition("that is known of \(name) already")
        default: break
        }
        if let endRuling { return endRuling }
        if state.inFlight != nil { return underWay(index) }
        return hasTurned
            ? settleBackRuling(index, known, fact) : settleForwardRuling(index, fact)
    }

    private func settleForwardRuling(_ index: Int, _ fact: Fact) -> Ruling {
        let (state, name) = (steps[index], instance(index))
        switch state.phase {
        case .unknown, .doubting: return .applies([fact])
        case .open where state.isDoubtful: return .applies([fact])
        case .open:
            return .refused(
                "\(name) has not run, so it has no outcome",
                instead: "skip takes it as done")
        case .rejected:
            return .refused(
                "\(name) is known to have had no effect",
                instead: "skip takes it as done, retry tries it again")
        case .skipped:
            return .refused("\(name) was skipped", instead: "skip --undo takes that back")
        case .succeeded, .undoing, .confirming, .compensated, .left:
            return .refused(
                "\(name) is known to have succeeded", instead: "cancel undoes the saga")
        }
    }

    private func settleBackRuling(
        _ index: Int, _ known: OperatorDecision.SettledAs, _ fact: Fact
    ) -> Ruling {
        let (state, name) = (steps[index], instance(index))
        guard !state.isUndone, step(index).compensation != nil else {
            return .refused(
                "there is nothing to undo of \(name)",
                instead: "'sagactl show \(id)' says where it stands")
        }
        guard frontier.open.contains(index) else {
            return .refused(
                "others have to be undone before \(name)",
                instead:
                    "begin with \(frontier.open.map { "\(instance($0))" }.joined(separator: ", "))")
        }
        if known == .rejected, !state.isDoubtful || state.lastOutcome == .succeeded {
            return .refused(
                "the action of \(name) is known to have succeeded",
                instead: "settle it as succeeded if it is undone; forward leaves it in effect")
        }
        return .applies([fact])
    }

    func editRuling(
        _ index: Int, _ inputs: [String: Value], _ fact: ([String: Value]) -> Fact
    ) -> Ruling {
        let (state, name) = (steps[index], instance(index))
        if let endRuling { return endRuling }
        if state.inFlight != nil { return underWay(index) }
        if let ruling = sentRuling(index) { return ruling }
        // Whoever holds another lock would find its things changed under its hands.
        let locking = Set(definition.workflow.locks.flatMap(\.references).compactMap(\.inputName))
        if let name = inputs.keys.filter(locking.contains).min() {
            return .refused(
                "its locks are named by '\(name)'", instead: "cancel it, and submit another saga")
        }
        let used = Set(step(index).references.compactMap(\.inputName))
        let unused = inputs.keys.filter { !used.contains($0) }.sorted()
        guard unused.isEmpty, !inputs.isEmpty else {
            return .refused(
                "\(name) does not use \(unused.isEmpty ? "nothing" : unused.joined(separator: ", "))",
                instead: used.isEmpty
                    ? "it uses no input" : "it uses \(used.sorted().joined(separator: ", "))")
        }
        let old = acceptance.inputs.merging(state.inputs) { $1 }
        let new: [String: Value]
        do throws(InputError) {
            let known = old.merging(inputs) { $1 }.filter {
                definition.workflow.inputs[$0.key] != nil
            }
            new = try definition.workflow.checkedInputs(known).filter { inputs[$0.key] != nil }
        } catch {
            return .refused("\(error)", instead: "give a value that the workflow accepts")
        }
        if new.allSatisfy({ old[$0.key] == $0.value }) {
            return .repetition("\(name) has these inputs already")
        }
        var copy = self
        copy.steps[index].inputs.merge(new) { $1 }
        guard copy.neededLocks == neededLocks else {
            return .refused(
                "its locks would change while it may hold them",
                instead: "cancel it, and submit another saga")
        }
        return .applies([fact(new)])
    }

    /// One key, one request: what a node may have seen is not sent otherwise.
    private func sentRuling(_ index: Int) -> Ruling? {
        let (state, name) = (steps[index], instance(index))
        let instead = "retry it as it is, skip or settle it, or undo the saga and submit another"
        if hasTurned {
            if state.isUndone || step(index).compensation == nil {
                return .refused("there is nothing to undo of \(name)", instead: "leave it as it is")
            }
            return state.sent[.compensation] + state.sent[.probe] == 0
                ? nil
                : .refused("\(name) is being undone, and nodes know the request", instead: instead)
        }
        switch state.phase {
        case .open where state.sent.isEmpty, .rejected where state.sent.isEmpty: return nil
        case .skipped:
            return .refused("\(name) was skipped", instead: "skip --undo takes that back")
        default:
            return .refused("\(name) ran, and its node knows the request", instead: instead)
        }
    }

    private func underWay(_ index: Int) -> Ruling {
        guard let attempt = steps[index].inFlight else {
            preconditionFailure("saga \(id): nothing of \(instance(index)) is under way")
        }
        switch step(index).call(attempt.kind)?.operation {
        case .signal:
            return .refused(
                "\(instance(index)) asks, and waits for an answer",
                instead: "'sagactl signal \(id) \(instance(index)) yes' or no answers it")
        case .saga:
            return .refused(
                "\(instance(index)) waits for the saga that it has started",
                instead: "decide about that one; 'sagactl why \(id)' names it")
        case .sleep:
            return .refused(
                "\(instance(index)) lets time pass", instead: "wait for its end, or cancel the saga"
            )
        case .http, .program, .registered, nil:
            return .refused(
                "the \(attempt.kind) of \(instance(index)) is under way",
                instead: "wait for its reply; pause the saga to keep it from being repeated")
        }
    }
}

extension Reference {
    fileprivate var inputName: String? {
        if case .input(let name) = self { name } else { nil }
    }
}
