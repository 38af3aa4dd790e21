internal import Journal
public import Steps

/// What the engine sees to itself: pauses, questions and other sagas. They are attempts like any
/// others, only that nobody has to be called: a crash does not interrupt them, and they hold no
/// slot of a pool.
extension SagaMachine {
    /// What a call under way needs to come to its end.
    func need(of attempt: Attempt, at now: Timestamp) -> StepNeed {
        switch step(attempt.step).call(attempt.kind)?.operation {
        case .sleep(let span): sleep(attempt, span, at: now)
        case .signal(let signal): answer(attempt, signal, at: now)
        case .saga: .child
        case .http, .program, .registered, nil: .reply
        }
    }

    func startWait(_ index: Int, _ kind: CallKind) -> StepNeed {
        do throws(TemplateError) {
            if case .saga(let child)? = step(index).call(kind)?.operation {
                _ = try inputs(of: child, startedBy: index)
            }
            return .record(.attemptStarted(nextAttempt(index, kind)))
        } catch {
            return .record(unbuildable(index, kind, error))
        }
    }

    private func sleep(
        _ attempt: Attempt, _ span: Milliseconds, at now: Timestamp
    ) -> StepNeed {
        let due = (steps[attempt.step].sentAt ?? now) + span
        guard due <= now else { return .time(until: due, .sleep(step: attempt.step)) }
        return .record(
            .attemptEnded(attempt, AttemptResult(outcome: .succeeded, detail: "\(span) have passed"))
        )
    }

    private func answer(
        _ attempt: Attempt, _ question: SignalDefinition, at now: Timestamp
    ) -> StepNeed {
        if let signal = signal(for: attempt.step) {
            let word = signal.accepted ? "yes" : "no"
            var result = AttemptResult(
                outcome: signal.accepted ? .succeeded : .rejected,
                detail: "\(signal.by) said \(word)")
            for (name, value) in signal.values { result.reply[.body([name])] = value }
            return .record(.attemptEnded(attempt, result))
        }
        guard let limit = question.limit else { return .answer(until: nil) }
        let end = (steps[attempt.step].sentAt ?? now) + limit
        guard end <= now else { return .answer(until: end) }
        let word = question.default ? "yes" : "no"
        return .record(
            .attemptEnded(
                attempt,
                AttemptResult(
                    outcome: question.default ? .succeeded : .rejected,
                    detail: "nobody answered within \(limit), which means \(word)")))
    }

    /// The answer that was given to one instance, or to its step.
    private func signal(for index: Int) -> Signal? {
        let instance = instance(index)
        return signals[instance.description] ?? signals[instance.step]
    }

    /// Whether somebody's answer under a name is, or will be, waited for.
    func takesSignal(named name: String) -> Bool {
        signals[name] == nil
            && plan.instances.indices.contains { index in
                guard case .signal = step(index).action.operation else { return false }
                let instance = instance(index)
                return (instance.step == name || instance.description == name)
                    && (steps[index].phase == .open || steps[index].inFlight != nil)
            }
    }

    /// The question that a step asks, for people.
    public func question(_ index: Int) -> String? {
        guard case .signal(let signal) = step(index).action.operation else { return nil }
        return (try? signal.question.text(in: scope(ofStep: index))) ?? signal.question.source
    }

    // MARK: Children

    /// The saga that a step under way has started, or is to start.
    public func child(_ index: Int) -> ChildCall? {
        guard let attempt = steps[index].inFlight,
            case .saga(let child)? = step(index).call(attempt.kind)?.operation,
            let workflow = child.definition,
            let inputs = try? inputs(of: child, startedBy: index)
        else { return nil }
        return ChildCall(
            step: index, kind: attempt.kind, workflow: workflow,
            // A try that failed is followed by another child.
            key: "\(id)/\(instance(index))/\(attempt.kind)/\(attempt.number)",
            inputs: inputs, nodes: nodes(of: child))
    }

    /// The inputs of a child, checked against its definition.
    private func inputs(
        of child: ChildDefinition, startedBy index: Int
    ) throws(TemplateError) -> [String: Value] {
        let scope = scope(ofStep: index)
        var given: [String: Value] = [:]
        for (name, template) in child.inputs { given[name] = try template.value(in: scope) }
        do throws(InputError) {
            return try child.definition?.checkedInputs(given) ?? given
        } catch {
            throw TemplateError("the inputs of '\(child.name)' do not fit: \(error)")
        }
    }

    private func nodes(of child: ChildDefinition) -> [String] {
        guard let name = child.nodes, case .list(let values)? = acceptance.inputs[name] else {
            return acceptance.nodes
        }
        return values.map(\.description)
    }

    /// The names of the locks that it holds while it runs, in the order of acquisition.
    ///
    /// A child has none: its parent holds them from the start, with those of all its children, so
    /// that locks are acquired in order and no circle of waiting sagas can close.
    public var lockNames: [String] {
        guard acceptance.parent == nil else { return [] }
        // A lock refers to inputs and the saga alone, which the validator checks; so it has a text.
        let own = definition.workflow.locks.compactMap { try? $0.text(in: scope(ofStep: nil)) }
        let schedule = acceptance.schedule.map { ["schedule/\($0)"] } ?? []
        return Set(own + childLocks + schedule).sorted()
    }

    private var childLocks: [String] {
        guard !definition.workflow.children.isEmpty else { return [] }
        return plan.instances.indices.flatMap { index in
            [step(index).action, step(index).compensation].flatMap { call -> [String] in
                guard case .saga(let child)? = call?.operation else { return [] }
                return locks(of: child, in: scope(ofStep: index))
            }
        }
    }

    private func locks(of child: ChildDefinition, in scope: @escaping Scope) -> [String] {
        guard let workflow = child.definition else { return [] }
        let inner: Scope = { reference in
            switch reference {
            case .input(let name):
                child.inputs[name].flatMap { (try? $0.value(in: scope)) ?? nil }
                    ?? workflow.inputs[name]?.default
            default: scope(reference)
            }
        }
        return workflow.locks.compactMap { try? $0.text(in: inner) }
            + workflow.children.flatMap { locks(of: $0, in: inner) }
    }
}

/// A saga that another one starts.
public struct ChildCall: Sendable {
    /// The step of the parent, as an index of its plan.
    public let step: Int
    /// What it is for.
    public let kind: CallKind
    /// What it is.
    public let workflow: WorkflowDefinition
    /// What makes it one and the same, however often it is asked for.
    public let key: String
    /// Its inputs, checked.
    public let inputs: [String: Value]
    /// Its nodes.
    public let nodes: [String]
}
