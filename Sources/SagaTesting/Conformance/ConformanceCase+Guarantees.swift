internal import Steps

/// What is sent for each guarantee, and what has to come back.
extension ConformanceCase {
    func run(_ guarantee: Guarantee) async throws {
        switch guarantee {
        case .probe: try await basics()
        case .deduplication: try await deduplication()
        case .concurrency: try await concurrency()
        case .keyReuse: try await keyReuse()
        case .emptyCompensation: try await emptyCompensation()
        case .hangingAction: try await hangingAction()
        case .repeatedCompensation: try await repeatedCompensation()
        case .refusal: try await refusal()
        case .epoch: try await epoch()
        }
    }

    /// The node does what it is for, without which nothing else means anything.
    private func basics() async throws {
        let saga = try saga()
        let action = try await send(.action, saga)
        guard action.outcome == .succeeded else {
            throw ConformanceError(
                "the node does not do what the suite needs: the action is answered \(action.text); "
                    + "give a workflow and a step that fit it (--workflow, --step, --input)")
        }
        if !saga.hasProbe { cannotTell("the step has no probe") }
        try await expect(inEffect: true, of: saga, "the probe does not see the action")
        try await undo(saga)
    }

    private func deduplication() async throws {
        let saga = try saga()
        let first = try await send(.action, saga)
        let second = try await send(.action, saga, try: 2, note: "the same key")
        expectSame(first, second)
        try await expect(inEffect: true, of: saga, "the action is not in effect after two tries")
        try await undo(saga)
    }

    private func concurrency() async throws {
        let saga = try saga()
        let answers = try await sendAtOnce(.action, saga, count: Conformance.crowd)
        let good = Set(answers.filter { $0.outcome == .succeeded }.map(\.reply))
        expect(good.count == 1, "\(good.count) different replies that say that it was done")
        // "Not now" is an honest answer to one of them.
        let bad = answers.filter { $0.outcome == .rejected }
        expect(bad.isEmpty, "\(bad.count) of \(answers.count) duplicates were refused")
        try await expect(inEffect: true, of: saga, "the action is not in effect")
        try await undo(saga)
    }

    private func keyReuse() async throws {
        let saga = try saga()
        let twin = try twin(of: saga)
        guard try action(of: saga) != action(of: twin) else {
            return cannotTell(
                "every request has the same body: put \(ConformanceSubject.placeholder) into an "
                    + "input")
        }
        try await send(.action, saga)
        let other = try await send(.action, twin, try: 2, note: "the same key, another body")
        expectKeptOut(other, "mismatch")
        try await expect(inEffect: false, of: twin, "the other body had an effect")
        try await undo(saga)
    }

    private func emptyCompensation() async throws {
        let saga = try saga()
        let empty = try await send(.compensation, saga, note: "no action came before")
        expect(empty.outcome == .succeeded, "it was answered \(empty.text)")
        try await expect(inEffect: false, of: saga, "something is in effect that nobody did")
    }

    private func hangingAction() async throws {
        let saga = try saga()
        try await send(.compensation, saga)
        let late = try await send(.action, saga, note: "after its compensation")
        expectKeptOut(late, "late")
        try await expect(inEffect: false, of: saga, "the action had its effect all the same")
    }

    private func repeatedCompensation() async throws {
        let (saga, next) = (try saga(), try saga())
        try await send(.action, saga)
        let first = try await send(.compensation, saga)
        let action = try await send(.action, next, note: "of another saga, about the same")
        let second = try await send(.compensation, saga, note: "of the first saga, again")
        expectSame(first, second)
        guard action.outcome == .succeeded else { return }
        try await expect(
            inEffect: true, of: next, "it has undone what another saga did in the meantime")
        try await undo(next)
    }

    private func refusal() async throws {
        let (holder, saga) = (try saga(), try saga())
        try await send(.action, holder)
        let refused = try await send(.action, saga, note: "of another saga, about the same")
        guard refused.outcome == .rejected else {
            try await send(.compensation, saga)
            try await send(.compensation, holder)
            return cannotTell("this action is not refused when another saga was there first")
        }
        try await undo(holder)
        let again = try await send(.action, saga, note: "a late duplicate")
        expect(again.outcome == .rejected, "a try that was refused was answered \(again.text)")
        try await expect(inEffect: false, of: saga, "a refused try had its effect later")
        let newer = try await send(.action, saga, try: 2)
        expect(newer.outcome == .succeeded, "a newer try was answered \(newer.text)")
        try await undo(saga)
    }

    private func epoch() async throws {
        let saga = try saga()
        try await send(.action, saga, epoch: 2)
        let stale = try await send(.compensation, saga, note: "epoch 1")
        expectKeptOut(stale, "stale")
        try await expect(inEffect: true, of: saga, "the earlier epoch had its way")
        let undone = try await send(.compensation, saga, epoch: 2)
        expect(undone.outcome == .succeeded, "the compensation was answered \(undone.text)")
    }

    // MARK: What several need

    private func undo(_ saga: ConformanceSaga) async throws {
        let undone = try await send(.compensation, saga)
        expect(undone.outcome == .succeeded, "the compensation was answered \(undone.text)")
        try await expect(inEffect: false, of: saga, "the compensation has not undone the action")
    }

    private func expectSame(_ first: Answer, _ second: Answer) {
        expect(
            first.outcome == .succeeded && second.outcome == .succeeded
                && first.reply == second.reply,
            "the first was answered \(first.text), the second \(second.text)")
    }

    private func expectKeptOut(_ answer: Answer, _ word: String) {
        expect(
            answer.isKeptOut(word),
            "it was answered \(answer.text), and not refused with 'Saga-Barrier: \(word)'")
    }
}
