internal import Journal
internal import Steps

/// What the engine sees to itself: pauses, questions and other sagas. They are attempts like any
/// others, only that nobody has to be called: a crash does not interrupt them, and they hold no
/// slot of a pool.
extension SagaMachine {
    /// Lets what was sent before a restart have all its time again.
    mutating func noteRestart(at now: Timestamp, in cluster: ClusterDefinition) {
        guard quietAt != nil else { return }
        let longest = steps.indices.filter { steps[$0].isTouched }.map { index in
            max(lifetime(index, .action, in: cluster), lifetime(index, .compensation, in: cluster))
        }.max()
        restartQuietAt = longest.map { now + $0 }
    }

    /// Until when an action of unknown outcome may still arrive; `nil` if there is none.
    func arrivesUntil(_ index: Int) -> Timestamp? {
        steps[index].arrivesUntil.map { max($0, restartQuietAt ?? $0) }
    }

    /// What a call under way needs to come to its end.
    func need(of attempt: Attempt, at now: Timestamp) -> StepNeed {
        guard let call = pinned(attempt.step).call(attempt.kind), call.isWait else {
            return .reply
        }
        return switch call.definition.operation {
        case .sleep(let span): sleep(attempt, span, at: now)
        case .signal(let signal): answer(attempt, signal, at: now)
        case .saga: .child
        case .http, .program, .registered: .reply
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
            .attemptEnded(
                attempt, AttemptResult(outcome: .succeeded, detail: "\(span) have passed"))
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
        !status.isTerminal && !hasTurned && signals[name] == nil
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
}
