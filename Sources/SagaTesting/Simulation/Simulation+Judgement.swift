internal import Journal
internal import SagaEngine
internal import Steps

/// What is to be true at the end.
extension Simulation {
    /// The transport's first try, and its retries by default.
    private static let triesOfTransport = 4

    func judge(_ archive: MemoryArchive) {
        var evidence = evidence()
        evidence.acknowledged = acknowledged
        evidence.ledgers = nodes.ledgers
        evidence.arrivalsPerChange = Self.triesOfTransport
        if options.barrier != .none { evidence.barriers = Set(endpoints.keys) }
        report.violations += Promises.violations(in: evidence)
        checkChains(archive)
        checkEffects(evidence)
        checkTries()
    }

    /// All entries as the checkers read them; instead of times, which may jump, their order.
    private func evidence() -> Evidence {
        var evidence = Evidence()
        for (hash, workflow) in definitions { evidence.definitions["\(hash)"] = workflow }
        for (saga, record) in records.sorted(by: { $0.key < $1.key }) {
            guard let first = record.entries.first, case .sagaAccepted(let acceptance) = first.fact,
                let workflow = definitions[acceptance.definition]
            else { continue }
            let machine = SagaMachine(
                accepted: first,
                definition: PinnedDefinition(workflow: workflow, hash: acceptance.definition))
            evidence.history += HistoryRecord.records(of: record, machine)
            evidence.sagas.append(
                SagaRecord(
                    id: "\(saga)", workflow: acceptance.workflow, key: acceptance.key,
                    job: acceptance.job, status: record.status,
                    acceptedAt: Timestamp(rawValue: Int64(record.orders[0])),
                    endedAt: record.status.isTerminal
                        ? record.orders.last.map { Timestamp(rawValue: Int64($0)) } : nil))
        }
        return evidence
    }

    /// P2: what is stored is what was written, whole; P1, P10: in one place, and in no other.
    private func checkChains(_ archive: MemoryArchive) {
        for (saga, record) in records.sorted(by: { $0.key < $1.key }) {
            do {
                let kept = try disk.entries(of: saga)
                let archived = try archive.entries(of: saga)
                let stored = try EntryChain.verify(kept.isEmpty ? archived ?? [] : kept)
                if stored.map(\.entry) != record.entries {
                    violate("P2: \(record.label) is stored otherwise than it was written")
                }
                if !kept.isEmpty, let archived, archived.last != kept.last {
                    violate("P10: \(record.label) was archived before its end")
                }
            } catch {
                violate("P2: \(record.label): \(error)")
            }
        }
    }

    /// P7, P10: what the nodes hold is what the sagas say.
    private func checkEffects(_ evidence: Evidence) {
        let trails = Dictionary(
            evidence.trails.map { ($0.saga, $0) }, uniquingKeysWith: { first, _ in first })
        for (saga, record) in records.sorted(by: { $0.key < $1.key }) {
            guard let trail = trails["\(saga)"], let traces = trail.traces else { continue }
            for instance in record.plan.instances {
                let name = InstanceName(instance)
                guard let step = traces.plan.step(of: name), step.action.operation.hasEffect,
                    !step.action.operation.isWait
                else { continue }
                let isThere = nodes.inEffect.contains("\(saga)/\(instance)")
                let place = "\(record.label)/\(instance)"
                switch (record.status, traces[name].phase) {
                case (.completed, .succeeded) where !isThere:
                    violate("P10: \(place) succeeded, and is not in effect")
                case (_, .rejected) where isThere, (_, .skipped) where isThere:
                    violate("P10: \(place) is in effect although it was \(traces[name].phase)")
                case (.compensated, _) where isThere && step.compensation != nil:
                    violate("P7: \(place) is in effect although the saga was compensated")
                default: break
                }
            }
        }
    }

    /// P3: tries are numbered in order, each once; P12: none before its time; P13: none is parked
    /// without a reason.
    private func checkTries() {
        for record in records.values.sorted(by: { $0.label < $1.label }) {
            var notBefore: [Int: Timestamp] = [:]
            var numbers: [Int: [CallKind: Int]] = [:]
            for entry in record.entries {
                switch entry.fact {
                case .attemptEnded(let attempt, let result):
                    notBefore[attempt.step] = result.retryAt
                    checkSleep(attempt, result, until: entry.time, of: record)
                case .attemptStarted(let attempt):
                    let number = numbers[attempt.step, default: [:]][attempt.kind, default: 0] + 1
                    numbers[attempt.step, default: [:]][attempt.kind] = number
                    if attempt.number != number {
                        violate(
                            "P3: \(record.label)/\(record.plan.instances[attempt.step]) counts "
                                + "\(attempt.number) for its \(attempt.kind) \(number)")
                    }
                    if let due = notBefore[attempt.step], entry.time < due {
                        violate(
                            "P12: \(record.label)/\(record.plan.instances[attempt.step]) is tried "
                                + "\(due - entry.time) before its time")
                    }
                case .attemptInterrupted(let attempt, _): notBefore[attempt.step] = nil
                case .stepSettled(let step, _, _): notBefore[step] = nil
                case .sagaRetried, .compensationStarted: notBefore = [:]
                case .sagaParked(let reason) where reason.isEmpty:
                    violate("P13: \(record.label) is parked for no reason")
                default: break
                }
            }
        }
    }

    /// P12: a step that lets time pass lets all of it pass.
    private func checkSleep(
        _ attempt: Attempt, _ result: AttemptResult, until end: Timestamp, of record: Record
    ) {
        let instance = record.plan.instances[attempt.step]
        let step = definitions[record.definition]?.steps.first { $0.id == instance.step }
        guard result.outcome == .succeeded,
            case .sleep(let span)? = step?.call(attempt.kind)?.operation,
            let start = record.entries.first(where: { $0.fact == .attemptStarted(attempt) })?.time,
            end - start < span
        else { return }
        violate("P12: \(record.label)/\(instance) sleeps \(end - start) instead of \(span)")
    }
}
