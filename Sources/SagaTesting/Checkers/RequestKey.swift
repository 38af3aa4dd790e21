public import Steps

/// What an idempotency key says: `SAGA/STEP@NODE/KIND`.
public struct RequestKey: Hashable, Sendable {
    /// The saga that sent the request.
    public var saga: String
    /// The step and node that it was sent for.
    public var instance: StepInstance
    /// Why it was sent.
    public var call: CallKind

    /// Puts a key together.
    public init(saga: String, instance: StepInstance, call: CallKind) {
        self.saga = saga
        self.instance = instance
        self.call = call
    }

    /// Reads a key; `nil` if it is none of this form.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3,
            let call = CallKind.allCases.first(where: { $0.description == parts[2] }),
            let at = parts[1].lastIndex(of: "@")
        else { return nil }
        saga = String(parts[0])
        instance = StepInstance(
            step: String(parts[1][..<at]), node: String(parts[1][parts[1].index(after: at)...]))
        self.call = call
    }
}

extension RequestKey: CustomStringConvertible {
    /// The text form.
    public var description: String {
        "\(saga)/\(instance)/\(call)"
    }
}
