/// What a template or condition can refer to.
public enum Reference: Hashable, Sendable {
    /// `input.NAME`
    case input(String)
    /// `node.name`
    case nodeName
    /// `node.timestamps`: whether the node's API stores, matches and returns timestamps.
    case nodeTimestamps
    /// `saga.id`
    case sagaID
    /// `saga.timestamp`: the saga's own moment in microseconds, which no other saga shares.
    case sagaTimestamp
    /// `before.…`: the answer to this step's read, on the same node.
    case before(ReplyPath)
    /// `reply.…`: the answer being judged; in conditions of a probe only.
    case reply(ReplyPath)
    /// `steps.ID.reply.…`: the answer to another step's action, on the same node if it has one there.
    case stepReply(step: String, ReplyPath)
    /// `steps.ID.output.NAME`: the same, by the name that the step gives it.
    case stepOutput(step: String, name: String)
    /// `item`: what stands in the list that the step is repeated for.
    case item

    /// Reads the dotted form, such as `steps.create.reply.body.items[0]['a.b']`.
    public init?(_ text: some StringProtocol) {
        guard let parts = PathText.parts(of: text) else { return nil }
        switch (parts[0], parts.count) {
        case ("item", 1): self = .item
        case ("input", 2): self = .input(parts[1])
        case ("node", 2) where parts[1] == "name": self = .nodeName
        case ("node", 2) where parts[1] == "timestamps": self = .nodeTimestamps
        case ("saga", 2) where parts[1] == "id": self = .sagaID
        case ("saga", 2) where parts[1] == "timestamp": self = .sagaTimestamp
        case ("before", 2...):
            guard let path = ReplyPath(parts.dropFirst()) else { return nil }
            self = .before(path)
        case ("reply", 2...):
            guard let path = ReplyPath(parts.dropFirst()) else { return nil }
            self = .reply(path)
        case ("steps", 4...) where parts[2] == "reply":
            guard let path = ReplyPath(parts.dropFirst(3)) else { return nil }
            self = .stepReply(step: parts[1], path)
        case ("steps", 4) where parts[2] == "output":
            self = .stepOutput(step: parts[1], name: parts[3])
        default: return nil
        }
    }
}

extension Reference: CustomStringConvertible {
    /// The dotted form.
    public var description: String {
        switch self {
        case .input(let name): PathText.text(of: ["input", name])
        case .nodeName: "node.name"
        case .nodeTimestamps: "node.timestamps"
        case .sagaID: "saga.id"
        case .sagaTimestamp: "saga.timestamp"
        case .before(let path): "before.\(path)"
        case .reply(let path): "reply.\(path)"
        case .stepReply(let step, let path):
            "\(PathText.text(of: ["steps", step, "reply"])).\(path)"
        case .stepOutput(let step, let name): PathText.text(of: ["steps", step, "output", name])
        case .item: "item"
        }
    }
}

/// Gives references their values; `nil` where there is none.
public typealias Scope = (Reference) -> Value?
