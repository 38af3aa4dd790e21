/// A question that an operator or a program answers with yes or no, and data if it likes.
public struct SignalDefinition: Hashable, Sendable, Codable {
    /// The question, for people.
    public var question: Template
    /// How long an answer is waited for; for ever where it is not given.
    public var limit: Milliseconds?
    /// The answer where none came in time.
    public var `default`: Bool

    /// Puts a question together.
    public init(question: Template, limit: Milliseconds? = nil, default: Bool = false) {
        self.question = question
        self.limit = limit
        self.default = `default`
    }
}
