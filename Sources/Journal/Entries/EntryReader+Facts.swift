internal import Steps

extension EntryReader {
    mutating func fact() throws(JournalError) -> Fact {
        let number = try byte()
        guard let kind = FactKind(rawValue: number) else {
            throw JournalError(
                .unknownFormat,
                "an entry holds a fact of kind \(number), which this version does not know; "
                    + "use the version that wrote the journal, or a newer one")
        }
        switch kind {
        case .sagaAccepted: return .sagaAccepted(try acceptance())
        case .sagaAcceptedWithParts:
            var acceptance = try acceptance()
            try parts(of: &acceptance)
            return .sagaAccepted(acceptance)
        case .sagaStarted: return .sagaStarted
        case .attemptStarted: return .attemptStarted(try attempt())
        case .attemptEnded:
            let attempt = try attempt()
            return .attemptEnded(attempt, try result())
        case .attemptInterrupted:
            let attempt = try attempt()
            return .attemptInterrupted(
                attempt, arrivesUntil: Timestamp(rawValue: try signed()))
        case .stepSettled:
            let step = try index()
            guard let settlement = Settlement(rawValue: try byte()) else {
                throw Self.damaged("its settlement is not known")
            }
            return .stepSettled(step: step, settlement, reason: try string())
        case .compensationStarted: return .compensationStarted(reason: try string())
        case .sagaParked: return .sagaParked(reason: try string())
        case .sagaRetried:
            let by = try string()
            return .sagaRetried(by: by, reason: try string())
        case .sagaCompleted: return .sagaCompleted
        case .sagaCompensated: return .sagaCompensated
        case .sagaAbandoned:
            let by = try string()
            return .sagaAbandoned(by: by, reason: try string())
        case .cancelRequested:
            let by = try string()
            return .cancelRequested(by: by, reason: try string())
        case .signalReceived: return .signalReceived(try signal())
        case .definitionMigrated:
            let by = try string()
            let definition = try contentHash()
            let renamed = try dictionary { reader throws(JournalError) in try reader.string() }
            return .definitionMigrated(definition, renamed: renamed, by: by)
        case .operatorDecided:
            let by = try string()
            let reason = try string()
            return .operatorDecided(try decision(), by: by, reason: reason)
        }
    }

    private mutating func acceptance() throws(JournalError) -> Acceptance {
        let workflow = try string()
        let definition = try contentHash()
        let job = try string()
        let key = try string()
        let inputs = try values()
        let count = try count()
        var nodes: [String] = []
        nodes.reserveCapacity(min(count, 16))
        for _ in 0..<count { nodes.append(try string()) }
        return Acceptance(
            workflow: workflow, definition: definition, job: job, key: key, inputs: inputs,
            nodes: nodes)
    }

    private mutating func parts(of acceptance: inout Acceptance) throws(JournalError) {
        let parts = AcceptanceParts(rawValue: try byte())
        guard parts.isSubset(of: .all), !parts.isEmpty else {
            throw Self.damaged("its parts are not known")
        }
        if parts.contains(.priority) {
            acceptance.priority = Int(try byte())
            guard Lane.priorities.contains(acceptance.priority),
                acceptance.priority != Lane.usualPriority
            else {
                throw Self.damaged("its priority is out of range")
            }
        }
        if parts.contains(.notBefore) {
            acceptance.notBefore = Timestamp(rawValue: try signed())
        }
        if parts.contains(.parent) { acceptance.parent = try parent() }
        if parts.contains(.schedule) { acceptance.schedule = try string() }
    }

    private mutating func parent() throws(JournalError) -> ParentStep {
        let saga = try saga()
        let step = try index()
        guard let kind = CallKind(rawValue: try byte()), kind.canStartSaga else {
            throw Self.damaged("no saga is started for what its parent is")
        }
        return ParentStep(saga: saga, step: step, kind: kind)
    }

    private mutating func signal() throws(JournalError) -> Signal {
        let name = try string()
        let by = try string()
        let accepted = try byte()
        guard accepted <= 1 else { throw Self.damaged("its answer is neither yes nor no") }
        return Signal(name: name, accepted: accepted == 1, values: try values(), by: by)
    }

    private mutating func contentHash() throws(JournalError) -> ContentHash {
        guard let hash = ContentHash(bytes: try raw(32)) else {
            throw Self.damaged("its definition's hash is too short")
        }
        return hash
    }

    private mutating func attempt() throws(JournalError) -> Attempt {
        let step = try index()
        guard let kind = CallKind(rawValue: try byte()) else {
            throw Self.damaged("its kind of call is not known")
        }
        return Attempt(step: step, kind: kind, number: try index())
    }

    private mutating func result() throws(JournalError) -> AttemptResult {
        guard let outcome = Outcome(rawValue: try byte()) else {
            throw Self.damaged("its outcome is not known")
        }
        let parts = ResultParts(rawValue: try byte())
        guard parts.isSubset(of: .all), parts.contains(.applied) || !parts.contains(.isApplied)
        else { throw Self.damaged("its parts are not known") }
        var result = AttemptResult(outcome: outcome)
        if parts.contains(.status) { result.status = Int(try signed()) }
        if parts.contains(.applied) { result.applied = parts.contains(.isApplied) }
        if parts.contains(.retryAt) { result.retryAt = Timestamp(rawValue: try signed()) }
        if parts.contains(.arrivesUntil) {
            result.arrivesUntil = Timestamp(rawValue: try signed())
        }
        result.detail = try string()
        var previous: ArraySlice<UInt8>?
        for _ in 0..<(try count()) {
            let start = position
            let path = try path()
            try Self.expectOrder(previous, bytes(since: start))
            previous = bytes(since: start)
            guard result.reply.updateValue(try value(), forKey: path) == nil else {
                throw Self.damaged("a part of a reply is there twice")
            }
        }
        return result
    }

    private mutating func path() throws(JournalError) -> ReplyPath {
        switch try byte() {
        case 0: return .status
        case 1: return .header(try string())
        case 2:
            var parts: [String] = []
            for _ in 0..<(try count()) { parts.append(try string()) }
            return .body(parts)
        default: throw Self.damaged("a part of a reply is not known")
        }
    }
}
