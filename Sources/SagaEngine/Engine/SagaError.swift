/// Why the engine refuses something that it was asked to do.
public struct SagaError: Error, Sendable, CustomStringConvertible {
    /// The kinds of refusal; stable, for programs.
    public enum Code: String, Sendable, CaseIterable {
        /// There is no unfinished saga of that id.
        case unknownSaga = "saga_unknown"
        /// There is no schedule of that name.
        case unknownSchedule = "schedule_unknown"
        /// The verb does not fit the saga's status.
        case wrongStatus = "saga_wrong_status"
    }

    /// The kind of refusal.
    public let code: Code
    /// What happened, and what to do next.
    public let message: String

    /// Puts an error together.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message with its code.
    public var description: String {
        "\(message) [\(code.rawValue)]"
    }
}
