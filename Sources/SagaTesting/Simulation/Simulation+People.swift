internal import Journal
internal import SagaEngine
internal import Steps

/// Those who submit sagas, and those who look after them.
extension Simulation {
    /// Submits a wave, again and again until it is acknowledged.
    func submit(wave index: Int) {
        guard !isFinished else { return }
        let wave = waves[index]
        guard let life, life.hasRecovered, !life.clock.isStopped else {
            time.after(500) { [self] in submit(wave: index) }
            return
        }
        life.spawn { [self] in
            do {
                let definition = try life.engine.define(wave.workflow)
                let receipts = try await life.engine.submit(
                    wave.submissions, of: definition, job: wave.job)
                acknowledge(receipts, of: index)
            } catch {
                trace("\(wave.job): \(wave.submissions.count) sagas are not taken on: \(error)")
                time.after(2_000) { [self] in submit(wave: index) }
            }
        }
    }

    private func acknowledge(_ receipts: [Receipt], of index: Int) {
        let wave = waves[index]
        trace("\(wave.job): \(wave.keys.first ?? "") and so on: \(receipts.count) taken on")
        for (key, receipt) in zip(wave.keys, receipts) {
            if let earlier = wave.receipts[key], earlier != receipt.saga {
                violate("P1: \(key) was accepted as \(earlier), and then as \(receipt.saga)")
            }
            if records[receipt.saga] == nil {
                violate("P1: \(key) is acknowledged, and its entry is not durable")
            }
            waves[index].receipts[key] = receipt.saga
        }
        guard !wave.isAcknowledged else { return }
        acknowledged += wave.keys.map { Evidence.Submission(job: wave.job, key: $0) }
        waves[index].isAcknowledged = true
        for key in wave.keys {
            guard let pause = plan.ofSaga(key) else { continue }
            time.after(pause) { [self] in
                if let saga = waves[index].receipts[key] { cancel(saga) }
            }
        }
        if wave.isRepeated { time.after(30_000) { [self] in submit(wave: index) } }
    }

    /// Somebody wants a saga undone.
    func cancel(_ saga: SagaID) {
        guard let life, life.hasRecovered else { return }
        life.spawn { [self] in
            do {
                try await life.engine.cancel(saga, by: "ann", reason: "not wanted")
            } catch {
                return trace("\(label(of: saga)) is not cancelled: \(error)")
            }
            if records[saga]?.entries.contains(where: \.fact.isCancellation) != true {
                violate(
                    "P10: \(label(of: saga)) is said to be cancelled, and its entry is not durable"
                )
            }
        }
    }

    /// Somebody answers, sooner or later; nobody does if the engine dies before.
    func asked(_ question: Question) {
        guard let life else { return }
        if let stage { return answer(question, on: stage) }
        let count = records[question.saga]?.entries.count ?? 0
        var dice = plan.dice("\(label(of: question.saga))/\(question.instance)/answer\(count)")
        // In the end they are all ears.
        let pause = plan.isOver ? 1 : dice.roll(dice.roll(3) == 0 ? 90_000 : 5_000)
        life.clock.after(Milliseconds(rawValue: Int64(pause))) { [self] in
            let accepted = plan.isOver || dice.roll(10) < 7
            let name = dice.roll(2) == 0 ? question.instance.step : "\(question.instance)"
            life.spawn {
                let signal = Signal(name: name, accepted: accepted, by: "ann")
                try? await life.engine.signal(question.saga, signal)
            }
        }
    }

    /// In a rehearsal somebody says yes at once, unless the schedule has a no.
    private func answer(_ question: Question, on stage: Stage) {
        let place = "\(label(of: question.saga))/\(question.instance)/action/1"
        stage.note(place, isAction: true)
        let isRefused = plan.ofRequest(place) == .rejected
        if plan.cancelsDuring(place) { cancelRoot() }
        life?.clock.after(1) { [self] in
            let signal = Signal(
                name: "\(question.instance)", accepted: !isRefused, by: "ann")
            life?.spawn { [self] in try? await life?.engine.signal(question.saga, signal) }
        }
    }

    /// Somebody wants the only saga of a rehearsal undone.
    func cancelRoot() {
        if let root = records.first(where: { $0.value.parent == nil })?.key { cancel(root) }
    }

    func concluded(_ conclusion: Conclusion) {
        // A parked saga may have been sent on by the time that its parking is durable.
        let entries = records[conclusion.saga]?.entries ?? []
        let isTrue = entries.reversed().contains { $0.fact.status == conclusion.status }
        if !isTrue {
            violate(
                "P10: \(label(of: conclusion.saga)) is said to be \(conclusion.status), and the "
                    + "journal does not say so")
        }
    }

    /// An operator sends parked sagas on.
    func sendOn() {
        guard let life, life.hasRecovered, !life.clock.isStopped else { return }
        let parked = life.engine.parked()
        guard !parked.isEmpty else { return }
        life.spawn {
            for saga in parked {
                try? await life.engine.retry(saga, by: "ann", reason: "mended")
            }
        }
    }
}

extension Fact {
    fileprivate var isCancellation: Bool {
        if case .cancelRequested = self { true } else { false }
    }

    /// Where the saga stops with this fact, if it does.
    fileprivate var status: SagaStatus? {
        switch self {
        case .sagaParked: .parked
        case .sagaCompleted: .completed
        case .sagaCompensated: .compensated
        case .sagaAbandoned: .abandoned
        default: nil
        }
    }
}
