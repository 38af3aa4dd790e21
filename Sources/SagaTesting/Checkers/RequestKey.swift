public import Steps

/// What an idempotency key says: `SAGA/INSTANCE/KIND`.
public struct RequestKey: Hashable, Sendable {
    /// The saga that sent the request.
    public var saga: String
    /// The instance that it was sent for.
    public var instance: InstanceName
    /// Why it was sent.
    public var call: CallKind

    /// Puts a key together.
    public init(saga: String, instance: InstanceName, call: CallKind) {
        self.saga = saga
        self.instance = instance
        self.call = call
    }

    /// Reads a key; `nil` if it is none of this form.
    public init?(_ text: some StringProtocol) {
        guard let first = text.firstIndex(of: "/"), let last = text.lastIndex(of: "/"),
            first < last, let call = CallKind(word: text[text.index(after: last)...]),
            let instance = InstanceName(text[text.index(after: first)..<last])
        else { return nil }
        self.init(saga: String(text[..<first]), instance: instance, call: call)
    }
}

extension RequestKey: CustomStringConvertible {
    /// The text form.
    public var description: String {
        "\(saga)/\(instance)/\(call)"
    }
}

extension CallKind {
    /// Reads the word used in output.
    init?(word: some StringProtocol) {
        guard let call = Self.allCases.first(where: { $0.description == word }) else { return nil }
        self = call
    }
}
