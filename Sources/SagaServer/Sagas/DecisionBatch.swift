public import SagaEngine

/// Something that an operator asks of several sagas.
public struct DecisionBatch: Codable, Sendable {
    /// The sagas.
    public var sagas: [String]
    /// What is asked of each.
    public var verb: OperatorVerb
    /// Who asks.
    public var by: String
    /// Why.
    public var reason: String

    /// Puts a batch together.
    public init(sagas: [String], verb: OperatorVerb, by: String, reason: String) {
        self.sagas = sagas
        self.verb = verb
        self.by = by
        self.reason = reason
    }
}

/// What one of them answered.
public struct DecisionRow: Codable, Sendable {
    /// The kinds of answers.
    public enum Answer: String, Codable, Sendable {
        /// It was done, and is durable.
        case applied
        /// It was so already.
        case repeated
        /// It is not done.
        case refused
    }

    /// The saga.
    public var saga: String
    /// What it answered.
    public var answer: Answer
    /// Why it was not done, in words.
    public var words: String
    /// What can be done instead.
    public var instead: String

    /// Puts a row together.
    public init(saga: String, answer: Answer, words: String, instead: String) {
        self.saga = saga
        self.answer = answer
        self.words = words
        self.instead = instead
    }

    /// What a saga ruled.
    public init(saga: String, _ ruling: Ruling) {
        switch ruling {
        case .applies: self.init(saga: saga, answer: .applied, words: "", instead: "")
        case .repetition(let words):
            self.init(saga: saga, answer: .repeated, words: words, instead: "")
        case .refused(let words, let instead):
            self.init(saga: saga, answer: .refused, words: words, instead: instead)
        }
    }
}

/// Something is to rest, or to go on.
public struct PauseChange: Codable, Sendable {
    /// What.
    public var scope: Pause.Scope
    /// Whether it rests from here on.
    public var isPaused: Bool
    /// Who asks.
    public var by: String
    /// Why.
    public var reason: String

    /// Puts a change together.
    public init(_ scope: Pause.Scope, isPaused: Bool, by: String, reason: String) {
        self.scope = scope
        self.isPaused = isPaused
        self.by = by
        self.reason = reason
    }
}

/// A saga of which somebody asks what it waits for.
public struct WhyQuestion: Codable, Sendable {
    /// The saga.
    public var saga: String

    /// Asks about a saga.
    public init(saga: String) {
        self.saga = saga
    }
}
