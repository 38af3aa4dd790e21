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
        case .signalReceived:
            let name = try string()
            let accepted = try byte() == 1
            let values = try values()
            return .signalReceived(
                Signal(name: name, accepted: accepted, values: values, by: try string()))
        case .definitionMigrated:
            guard let hash = ContentHash(bytes: try raw(32)) else {
                throw Self.damaged("its definition's hash is too short")
            }
            let renamed = try values().mapValues(\.description)
            return .definitionMigrated(hash, renamed: renamed, by: try string())
        case .cancelRequested:
            let by = try string()
            return .cancelRequested(by: by, reason: try string())
        }
    }

    private mutating func values() throws(JournalError) -> [String: Value] {
        var values: [String: Value] = [:]
        for _ in 0..<(try count()) {
            let name = try string()
            guard values.updateValue(try value(), forKey: name) == nil else {
                throw Self.damaged("a name is there twice")
            }
        }
        return values
    }

    private mutating func acceptance() throws(JournalError) -> Acceptance {
        let workflow = try string()
        guard let definition = ContentHash(bytes: try raw(32)) else {
            throw Self.damaged("its definition's hash is too short")
        }
        let job = try string()
        let key = try string()
        let inputs = try values()
        var nodes: [String] = []
        for _ in 0..<(try count()) { nodes.append(try string()) }
        return Acceptance(
            workflow: workflow, definition: definition, job: job, key: key, inputs: inputs,
            nodes: nodes)
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
        guard parts.isSubset(of: .all) else { throw Self.damaged("its parts are not known") }
        var result = AttemptResult(outcome: outcome)
        if parts.contains(.status) { result.status = Int(try signed()) }
        if parts.contains(.applied) { result.applied = parts.contains(.isApplied) }
        if parts.contains(.retryAt) { result.retryAt = Timestamp(rawValue: try signed()) }
        if parts.contains(.arrivesUntil) {
            result.arrivesUntil = Timestamp(rawValue: try signed())
        }
        result.detail = try string()
        for _ in 0..<(try count()) {
            let path = try path()
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

    private static let deepestList = 32

    private mutating func value(depth: Int = 0) throws(JournalError) -> Value {
        switch try byte() {
        case 0: return .null
        case 1: return .bool(false)
        case 2: return .bool(true)
        case 3: return .integer(try signed())
        case 4: return .number(Double(bitPattern: try fixed64()))
        case 5: return .string(try string())
        case 6 where depth < Self.deepestList:
            var items: [Value] = []
            for _ in 0..<(try count()) { items.append(try value(depth: depth + 1)) }
            return .list(items)
        default: throw Self.damaged("a value's type is not known")
        }
    }
}
