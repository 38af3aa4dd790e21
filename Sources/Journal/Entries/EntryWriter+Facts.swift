internal import Steps

extension EntryWriter {
    mutating func fact(_ fact: Fact) {
        switch fact {
        case .sagaAccepted(let acceptance):
            let parts = AcceptanceParts(of: acceptance)
            kind(parts.isEmpty ? .sagaAccepted : .sagaAcceptedWithParts)
            self.acceptance(acceptance)
            if !parts.isEmpty { self.parts(parts, of: acceptance) }
        case .sagaStarted: kind(.sagaStarted)
        case .attemptStarted(let attempt):
            kind(.attemptStarted)
            self.attempt(attempt)
        case .attemptEnded(let attempt, let result):
            kind(.attemptEnded)
            self.attempt(attempt)
            self.result(result)
        case .attemptInterrupted(let attempt, let arrivesUntil):
            kind(.attemptInterrupted)
            self.attempt(attempt)
            signed(arrivesUntil.rawValue)
        case .stepSettled(let step, let settlement, let reason):
            kind(.stepSettled)
            count(step)
            byte(settlement.rawValue)
            string(reason)
        case .compensationStarted(let reason): texts(.compensationStarted, reason)
        case .sagaParked(let reason): texts(.sagaParked, reason)
        case .sagaRetried(let by, let reason): texts(.sagaRetried, by, reason)
        case .sagaCompleted: kind(.sagaCompleted)
        case .sagaCompensated: kind(.sagaCompensated)
        case .sagaAbandoned(let by, let reason): texts(.sagaAbandoned, by, reason)
        case .signalReceived(let signal):
            texts(.signalReceived, signal.name, signal.by)
            byte(signal.accepted ? 1 : 0)
            values(signal.values)
        case .cancelRequested(let by, let reason): texts(.cancelRequested, by, reason)
        case .definitionMigrated(let definition, let renamed, let by):
            texts(.definitionMigrated, by)
            raw(definition.bytes)
            sorted(renamed) { $0.string($1) }
        case .operatorDecided(let decision, let by, let reason):
            texts(.operatorDecided, by, reason)
            self.decision(decision)
        }
    }

    private mutating func kind(_ kind: FactKind) {
        byte(kind.rawValue)
    }

    private mutating func texts(_ kind: FactKind, _ texts: String...) {
        self.kind(kind)
        for text in texts { string(text) }
    }

    private mutating func acceptance(_ acceptance: Acceptance) {
        string(acceptance.workflow)
        raw(acceptance.definition.bytes)
        string(acceptance.job)
        string(acceptance.key)
        values(acceptance.inputs)
        count(acceptance.nodes.count)
        for node in acceptance.nodes { string(node) }
    }

    private mutating func parts(_ parts: AcceptanceParts, of acceptance: Acceptance) {
        byte(parts.rawValue)
        if parts.contains(.priority) {
            precondition(
                Lane.priorities.contains(acceptance.priority),
                "there is no priority \(acceptance.priority)")
            byte(UInt8(acceptance.priority))
        }
        if let notBefore = acceptance.notBefore { signed(notBefore.rawValue) }
        if let parent = acceptance.parent {
            precondition(parent.kind.canStartSaga, "no saga is started for a \(parent.kind)")
            saga(parent.saga)
            count(parent.step)
            byte(parent.kind.rawValue)
        }
        if let schedule = acceptance.schedule { string(schedule) }
    }

    private mutating func attempt(_ attempt: Attempt) {
        count(attempt.step)
        byte(attempt.kind.rawValue)
        count(attempt.number)
    }

    private mutating func result(_ result: AttemptResult) {
        byte(result.outcome.rawValue)
        var parts: ResultParts = []
        if result.status != nil { parts.insert(.status) }
        if let applied = result.applied {
            parts.formUnion(applied ? [.applied, .isApplied] : .applied)
        }
        if result.retryAt != nil { parts.insert(.retryAt) }
        if result.arrivesUntil != nil { parts.insert(.arrivesUntil) }
        byte(parts.rawValue)
        if let status = result.status { signed(Int64(status)) }
        if let retryAt = result.retryAt { signed(retryAt.rawValue) }
        if let arrivesUntil = result.arrivesUntil { signed(arrivesUntil.rawValue) }
        string(result.detail)
        reply(result.reply)
    }

    private mutating func reply(_ reply: CapturedReply) {
        count(reply.count)
        let parts = reply.map { path, value in
            var writer = EntryWriter(capacity: 32)
            writer.path(path)
            return (path: writer.bytes, value: value)
        }
        for part in parts.sorted(by: { $0.path.lexicographicallyPrecedes($1.path) }) {
            raw(part.path)
            value(part.value)
        }
    }

    /// The parts of a path one by one and not as text, for a key of a body may hold a dot.
    private mutating func path(_ path: ReplyPath) {
        switch path {
        case .status: byte(0)
        case .header(let name):
            byte(1)
            string(name)
        case .body(let parts):
            byte(2)
            count(parts.count)
            for part in parts { string(part) }
        }
    }
}

extension AcceptanceParts {
    fileprivate init(of acceptance: Acceptance) {
        self = []
        if acceptance.priority != Lane.usualPriority { insert(.priority) }
        if acceptance.notBefore != nil { insert(.notBefore) }
        if acceptance.parent != nil { insert(.parent) }
        if acceptance.schedule != nil { insert(.schedule) }
    }
}
