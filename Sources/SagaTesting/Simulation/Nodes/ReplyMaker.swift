internal import NIOCore
internal import NIOHTTP1
internal import Steps
internal import Transport

/// Makes replies that mean what they should: a status, and the values that a definition looks at.
struct ReplyMaker {
    /// Combinations of values that are tried, at most.
    private static let mostTries = 256

    let call: Call
    let step: StepDefinition
    /// What the definition's conditions can see, but for the reply.
    let scope: Scope

    /// A reply that says that it was done.
    func done(_ dice: inout Dice) -> WireReply {
        let status = call.statuses.succeeded.first ?? 200
        guard let expect = step.call(call.kind)?.expect else {
            return reply(status, values([], &dice))
        }
        return solved(expect, true, statuses: [status], &dice) ?? reply(status, values([], &dice))
    }

    /// A reply to a probe that says whether the action is in effect.
    func found(_ isInEffect: Bool, _ dice: inout Dice) -> WireReply {
        guard let condition = step.probe?.applied else { return reply(200, [:]) }
        let answers = [200, 404] + call.statuses.succeeded
        let statuses = answers.filter { call.statuses.outcome(of: $0) == .succeeded }
        return solved(condition, isInEffect, statuses: statuses, &dice) ?? reply(500, [:])
    }

    /// A reply to a read before the action: mostly that there is something to do.
    func read(_ dice: inout Dice) -> WireReply {
        let isDone = dice.roll(100) < 10
        let done = isDone ? step.before?.done.first : nil
        return reply(done ?? call.statuses.succeeded.first ?? 200, values([], &dice))
    }

    /// A reply that says no.
    func refusal() -> WireReply {
        let status = call.statuses.rejected.first ?? 403
        return reply(call.statuses.outcome(of: status) == .rejected ? status : 500, [:])
    }

    /// A reply of a status that says nothing about the effect.
    func failure(_ status: Int, retryAfter: Int? = nil) -> WireReply {
        let headers = retryAfter.map { ["Retry-After": "\($0)"] } ?? [:]
        return WireReply(status: status, headers: HTTPHeaders(headers.map { ($0.key, $0.value) }))
    }

    /// What is wanted of the reply of something that runs here.
    func captured(_ dice: inout Dice) -> CapturedReply {
        var reply = CapturedReply()
        for (path, value) in values([], &dice) { reply[path] = value }
        if call.captures.contains(.status) { reply[.status] = .integer(0) }
        return reply
    }

    /// A reply that nobody can read any more.
    func garbled(_ reply: WireReply, keepsHeaders: Bool) -> WireReply {
        WireReply(
            status: reply.status, headers: keepsHeaders ? reply.headers : [:],
            body: ByteBuffer(string: "<html>oops"))
    }

    // MARK: Values that make a condition true, or false

    private func solved(
        _ condition: Condition, _ wanted: Bool, statuses: [Int], _ dice: inout Dice
    ) -> WireReply? {
        let paths = Set(condition.references.compactMap(\.replyPath)).subtracting([.status])
            .sorted { "\($0)" < "\($1)" }
        let literals = condition.expression.literals(in: scope)
        for _ in 0..<Self.mostTries {
            guard let status = dice.pick(statuses) else { return nil }
            var values = values(literals, &dice)
            for path in paths { values[path] = value(literals, &dice) }
            let holds = condition.holds { reference in
                switch reference.replyPath {
                case .status?: .integer(Int64(status))
                case let path?: values[path]
                case nil: scope(reference)
                }
            }
            if holds == wanted { return reply(status, values) }
        }
        return nil
    }

    /// Values for all that is looked at.
    private func values(_ literals: [Value], _ dice: inout Dice) -> [ReplyPath: Value] {
        var values: [ReplyPath: Value] = [:]
        for path in call.captures.sorted(by: { "\($0)" < "\($1)" }) where path != .status {
            values[path] = value(literals, &dice)
        }
        return values
    }

    private func value(_ literals: [Value], _ dice: inout Dice) -> Value {
        if dice.roll(4) > 0, let literal = dice.pick(literals) { return literal }
        return dice.roll(2) == 0 ? .string("v\(dice.roll(1_000))") : .integer(Int64(dice.roll(9)))
    }

    /// A reply of a status, with these parts.
    func reply(_ status: Int, _ values: [ReplyPath: Value]) -> WireReply {
        var headers = HTTPHeaders()
        var body = JSONBranch()
        for (path, value) in values.sorted(by: { "\($0.key)" < "\($1.key)" }) {
            switch path {
            case .status: break
            case .header(let name): headers.add(name: name, value: value.description)
            case .body(let parts): body.set(value, at: parts[...])
            }
        }
        return WireReply(
            status: status, headers: headers, body: ByteBuffer(string: body.json))
    }
}

/// A JSON object that is put together path by path.
private struct JSONBranch {
    private var values: [String: Value] = [:]
    private var branches: [String: JSONBranch] = [:]

    mutating func set(_ value: Value, at path: ArraySlice<String>) {
        guard let first = path.first else { return }
        if path.count == 1 {
            values[first] = value
        } else {
            branches[first, default: JSONBranch()].set(value, at: path.dropFirst())
        }
    }

    var json: String {
        let fields =
            values.filter { branches[$0.key] == nil }.map { ($0.key, JSONText.value($0.value)) }
            + branches.map { ($0.key, $0.value.json) }
        let texts = fields.sorted { $0.0 < $1.0 }.map { "\(JSONText.string($0.0)):\($0.1)" }
        return "{\(texts.joined(separator: ","))}"
    }
}

extension Reference {
    /// The part of the reply itself that it stands for, if it does.
    var replyPath: ReplyPath? {
        if case .reply(let path) = self { path } else { nil }
    }
}

extension Condition.Expression {
    /// All that replies could be compared with, and numbers around it.
    func literals(in scope: Scope) -> [Value] {
        switch self {
        case .literal(.integer(let number)):
            [.integer(number), .integer(number - 1), .integer(number + 1)]
        case .literal(.list(let values)): values
        case .literal(let value): [value]
        case .reference(let reference): scope(reference).map { [$0] } ?? []
        case .not(let operand): operand.literals(in: scope)
        case .equal(let left, let right), .less(let left, let right),
            .atMost(let left, let right), .contained(let left, let right),
            .and(let left, let right), .or(let left, let right):
            left.literals(in: scope) + right.literals(in: scope)
        }
    }
}
