internal import Journal
internal import SagaEngine
internal import Steps

/// What the engine writes down.
extension Simulation {
    /// The journal for one life of the engine.
    func journal() -> SimulatedJournal {
        SimulatedJournal(disk, decide: fateOfCommit, noted: note)
    }

    /// How long the next commit takes to begin.
    func commitLatency() -> Milliseconds {
        let number = report.commits + 1
        var dice = plan.dice("c\(number)!")
        return Milliseconds(rawValue: Int64(1 + dice.roll(3)))
    }

    private func fateOfCommit() -> SimulatedJournal.Fate {
        report.commits += 1
        guard let kind = plan.ofCommit(report.commits) else { return .durable }
        var dice = plan.dice("c\(report.commits)?")
        trace("commit \(report.commits): \(kind.rawValue)")
        switch kind {
        case .crash:
            die("before commit \(report.commits)")
            return .lost
        case .crashAfterCommit:
            // It may die before those who wait are told, or right after.
            die("after commit \(report.commits)")
            return dice.roll(2) == 0 ? .durableUntold : .durable
        case .diskFailed:
            troubleForAll()
            return dice.roll(2) == 0 ? .durableUntold : .lost
        case .slowCommit: pause(Milliseconds(rawValue: Int64(500 + dice.roll(5_000))))
        case .journalFull:
            let journal = life?.journal
            journal?.isFull = true
            time.after(Milliseconds(rawValue: Int64(1_000 + dice.roll(30_000)))) {
                journal?.isFull = false
            }
        case .archiveFailed: isArchiveFailing = true
        default: break
        }
        return .durable
    }

    private func note(_ writes: [JournalWrite], refused: [SagaID: SagaID]) {
        for write in writes {
            order += 1
            switch write {
            case .define(let hash, let json):
                if definitions[hash] == nil {
                    definitions[hash] = try? WorkflowDefinition(canonicalJSON: json)
                }
            case .accept(let entry, _, _, _, _, _):
                if refused[entry.saga] == nil { note(entry) }
            case .append(let entry, _): if refused[entry.saga] == nil { note(entry) }
            case .remove(let saga, _, _): trace("\(label(of: saga)) is archived")
            case .put(let record, _): trace("record \(record)")
            }
        }
    }

    private func note(_ encoded: EncodedEntry) {
        for byte in encoded.bytes.suffix(24) { digest(UInt64(byte)) }
        guard let decoded = try? EntryCodec.decode(encoded.bytes) else {
            return violate("P2: an entry of \(label(of: encoded.saga)) cannot be read")
        }
        let entry = decoded.entry
        if case .sagaAccepted(let acceptance) = entry.fact {
            guard let workflow = definitions[acceptance.definition] else {
                return violate("P2: \(acceptance.key) has no definition")
            }
            records[entry.saga] = Record(
                label: label(of: acceptance), definition: acceptance.definition,
                plan: acceptance.plan(of: workflow),
                parent: acceptance.parent,
                isLocked: acceptance.parent == nil && !workflow.locks.isEmpty)
        }
        records[entry.saga]?.entries.append(entry)
        records[entry.saga]?.hashes.append(decoded.hash)
        records[entry.saga]?.orders.append(order)
        guard let record = records[entry.saga] else { return }
        if entry.fact == .sagaStarted { checkStart(of: record) }
        if case .attemptStarted(let attempt) = entry.fact {
            let instance = record.plan.instances[attempt.step]
            intents.insert("\(entry.saga)/\(instance)/\(attempt.kind)/\(attempt.number)")
        }
        if case .sagaCompleted = entry.fact { undo(record) }
        if case .sagaParked(let reason) = entry.fact {
            stage?.parked(record, reason, after: plan.happened)
        }
        if let summary = SagaSummary(folding: record.entries) {
            records[entry.saga]?.status = summary.status
        }
        trace("\(record.label) #\(entry.sequence) \(entry.fact.words(record.plan))")
    }

    /// P12: what is put off does not start before its time, by a clock that is as far forward as
    /// it ever was.
    private func checkStart(of record: Record) {
        guard case .sagaAccepted(let acceptance)? = record.entries.first?.fact,
            let due = acceptance.notBefore,
            SimulatedClock.origin + time.now + farthestOffset < due
        else { return }
        violate("P12: \(record.label) starts before its time")
    }

    /// A saga that is a compensation has undone what it was started for.
    private func undo(_ record: Record) {
        guard let parent = record.parent, parent.kind == .compensation,
            let plan = records[parent.saga]?.plan
        else { return }
        nodes.undo("\(parent.saga)/\(plan.instances[parent.step])")
    }

    func label(of saga: SagaID) -> String {
        records[saga]?.label ?? saga.description
    }

    private func label(of acceptance: Acceptance) -> String {
        guard let parent = acceptance.parent, let record = records[parent.saga] else {
            return acceptance.key
        }
        return "\(record.label).\(record.plan.instances[parent.step]).\(parent.kind)"
    }

    /// Mixes something into what stands for the whole run.
    func digest(_ value: UInt64) {
        report.digest = (report.digest ^ value) &* 0x100_0000_01B3
    }
}

extension Fact {
    /// The fact in a trace.
    fileprivate func words(_ plan: StepPlan) -> String {
        func name(_ attempt: Attempt) -> String {
            "\(plan.instances[attempt.step]) \(attempt.kind) \(attempt.number)"
        }
        return switch self {
        case .sagaAccepted(let acceptance): "accepted, of \(acceptance.workflow)"
        case .sagaStarted: "started"
        case .attemptStarted(let attempt): "begins \(name(attempt))"
        case .attemptEnded(let attempt, let result):
            "learns \(name(attempt)): \(result.outcome) \(result.detail)"
        case .attemptInterrupted(let attempt, _): "was interrupted at \(name(attempt))"
        case .stepSettled(let step, let settlement, let reason):
            "settles \(plan.instances[step]): \(settlement), \(reason)"
        case .compensationStarted(let reason): "turns: \(reason)"
        case .sagaParked(let reason): "is parked: \(reason)"
        case .sagaRetried(let by, _): "is sent on by \(by)"
        case .sagaCompleted: "completed"
        case .sagaCompensated: "compensated"
        case .sagaAbandoned: "abandoned"
        case .signalReceived(let signal):
            "hears \(signal.accepted ? "yes" : "no") to \(signal.name)"
        case .definitionMigrated(let hash, _, _): "goes on with version \(hash)"
        case .cancelRequested(let by, _): "is to be undone, says \(by)"
        case .operatorDecided(let decision, let by, _):
            "\(by) decides: \(decision.word) \(decision.step.map { "\(plan.instances[$0])" } ?? "")"
        }
    }
}
