public import Steps

/// What an operator has paused, beside single sagas: a record of the journal.
public struct Pause: Hashable, Sendable, Codable {
    /// What can be paused.
    public enum Scope: Hashable, Sendable, Codable {
        /// Nothing of the job's sagas is begun, and none of them is started.
        case job(String)
        /// Nothing of the workflow's sagas is begun, and none of them is started.
        case workflow(String)
        /// No call is sent to the node.
        case node(String)

        /// The word for what it is.
        public var word: String {
            switch self {
            case .job: "job"
            case .workflow: "workflow"
            case .node: "node"
            }
        }

        /// Its name.
        public var name: String {
            switch self {
            case .job(let name), .workflow(let name), .node(let name): name
            }
        }
    }

    /// What is paused.
    public var scope: Scope
    /// Who wants it so.
    public var by: String
    /// Why.
    public var reason: String
    /// Since when.
    public var since: Timestamp

    /// Puts a pause together.
    public init(_ scope: Scope, by: String, reason: String, since: Timestamp) {
        self.scope = scope
        self.by = by
        self.reason = reason
        self.since = since
    }
}

extension Pause.Scope: CustomStringConvertible {
    /// Such as `node node03`.
    public var description: String { "\(word) \(name)" }
}

/// One line of the log of what operators did to more than single sagas.
public struct OperatorNote: Hashable, Sendable, Codable {
    /// What was done.
    public enum Verb: String, Hashable, Sendable, Codable {
        /// Something was paused.
        case pause
        /// Something goes on.
        case unpause
    }

    /// Its place in the log, from 1.
    public var number: Int
    /// When it was decided.
    public var time: Timestamp
    /// What was done.
    public var verb: Verb
    /// To what.
    public var scope: Pause.Scope
    /// By whom.
    public var by: String
    /// Why.
    public var reason: String
}
