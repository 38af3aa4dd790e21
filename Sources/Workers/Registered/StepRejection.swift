/// Thrown by a step written in Swift to say that nothing was done, and that a retry cannot help.
public struct StepRejection: Error, Hashable, Sendable {
    /// Why, for people.
    public let reason: String

    /// Puts a rejection together.
    public init(_ reason: String) {
        self.reason = reason
    }
}

extension StepRejection: CustomStringConvertible {
    /// The reason.
    public var description: String { reason }
}
