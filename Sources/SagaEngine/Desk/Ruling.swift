public import Journal
internal import Steps

/// What a saga answers to what an operator asks of it.
public enum Ruling: Hashable, Sendable {
    /// It does it: these facts are written down.
    case applies([Fact])
    /// It is so already, for this reason: nothing is written.
    case repetition(String)
    /// It does not, for this reason; and what the operator can do instead.
    case refused(String, instead: String)
}

extension Ruling {
    /// What is written down because of it.
    var facts: [Fact] {
        if case .applies(let facts) = self { facts } else { [] }
    }
}

/// What is paused around a saga, by others than its own entries.
struct Holds: Hashable, Sendable {
    static let none = Holds()

    /// Whether its job or its workflow is.
    var isWhole = false
    /// The nodes to which nothing is sent.
    var nodes: Set<String> = []
}
