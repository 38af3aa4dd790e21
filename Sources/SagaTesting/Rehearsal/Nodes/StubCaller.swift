internal import Steps

/// The step for which a stub node was called.
struct StubCaller: Hashable {
    /// The saga's name in the rehearsal, such as `saga`, or `saga.create.action` of a child.
    let label: String
    let instance: StepInstance
    let kind: CallKind
    /// The step, and those that started the sagas around it, the innermost first.
    let steps: [StepDefinition]

    /// The instance, with its saga.
    var place: String { "\(label)/\(instance)" }

    /// The instance for people; that of a child with the step that started it.
    var name: String {
        let parts = label.split(separator: ".").dropFirst()
        return parts.isEmpty
            ? "\(instance)" : "\(instance) (of \(parts.joined(separator: ".")))"
    }

    /// Equal when it is the same call.
    static func == (left: StubCaller, right: StubCaller) -> Bool {
        left.place == right.place && left.kind == right.kind
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(place)
        hasher.combine(kind)
    }
}
