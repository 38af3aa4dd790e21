internal import Steps

/// The numbers by which stored entries tell facts apart; never reused.
enum FactKind: UInt8 {
    case sagaAccepted = 1
    case sagaStarted = 2
    case attemptStarted = 3
    case attemptEnded = 4
    case stepSettled = 5
    case compensationStarted = 6
    case sagaParked = 7
    case sagaRetried = 8
    case sagaCompleted = 9
    case sagaCompensated = 10
    case sagaAbandoned = 11
    case attemptInterrupted = 12
    case signalReceived = 13
    case definitionMigrated = 14
    case cancelRequested = 15
}

/// Which optional parts of an attempt's result are there.
struct ResultParts: OptionSet {
    let rawValue: UInt8

    static let status = ResultParts(rawValue: 1)
    static let applied = ResultParts(rawValue: 2)
    static let retryAt = ResultParts(rawValue: 4)
    static let arrivesUntil = ResultParts(rawValue: 8)
    static let isApplied = ResultParts(rawValue: 16)
    static let all: ResultParts = [.status, .applied, .retryAt, .arrivesUntil, .isApplied]
}

extension EntryWriter {
    mutating func fact(_ fact: Fact) {
        switch fact {
        case .sagaAccepted(let acceptance):
            kind(.sagaAccepted)
            self.acceptance(acceptance)
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
            kind(.signalReceived)
            string(signal.name)
            byte(signal.accepted ? 1 : 0)
            values(signal.values)
            string(signal.by)
        case .definitionMigrated(let hash, let renamed, let by):
            kind(.definitionMigrated)
            raw(hash.bytes)
            values(renamed.mapValues { .string($0) })
            string(by)
        case .cancelRequested(let by, let reason): texts(.cancelRequested, by, reason)
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

    private mutating func values(_ values: [String: Value]) {
        count(values.count)
        // By bytes and not by Unicode order, which may change from release to release.
        let sorted = values.sorted { left, right in
            left.key.utf8.lexicographicallyPrecedes(right.key.utf8)
        }
        for (name, value) in sorted {
            string(name)
            self.value(value)
        }
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

    private mutating func value(_ value: Value) {
        switch value {
        case .null: byte(0)
        case .bool(let value): byte(value ? 2 : 1)
        case .integer(let value):
            byte(3)
            signed(value)
        case .number(let value):
            byte(4)
            fixed(value.bitPattern)
        case .string(let value):
            byte(5)
            string(value)
        case .list(let items):
            byte(6)
            count(items.count)
            for item in items { self.value(item) }
        }
    }
}
