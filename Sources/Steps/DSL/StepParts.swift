/// Reads what the node holds before the action; the answer is journaled first.
public struct Before: Sendable {
    let node: YAMLNode

    /// Puts a read together.
    ///
    /// - Parameters:
    ///   - condition: whether the read is needed at all; without a condition it is.
    ///   - done: codes that mean that there is nothing to do, and nothing to undo.
    ///   - call: the read; a `rejected` code rejects the step, and nothing is sent.
    public init(when condition: String? = nil, done: [Int] = [], _ call: () -> StepCall) {
        let codes: YAMLNode? = done.isEmpty ? nil : .list(done.map { .plain($0) })
        node = call().node(with: [("when", condition.map { .text($0) }), ("done", codes)])
    }
}

/// The forward change of a step.
public struct Action: Sendable {
    let call: StepCall

    /// Says what is done.
    public init(_ call: () -> StepCall) {
        self.call = call()
    }
}

/// Asks whether the action took effect, where its outcome is unknown.
public struct Probe: Sendable {
    let node: YAMLNode

    /// Puts a probe together.
    ///
    /// - Parameters:
    ///   - condition: whether the answer means that the action is in effect, such as
    ///     `reply.status == 200`.
    ///   - call: the read; only a `succeeded` code is an answer.
    public init(applied condition: String, _ call: () -> StepCall) {
        node = call().node(with: [("applied", .text(condition))])
    }
}

/// The backward change of a step.
public struct Compensation: Sendable {
    let call: StepCall

    /// Says how the action is undone.
    public init(_ call: () -> StepCall) {
        self.call = call()
    }
}

/// Says that a step with an effect leaves nothing to undo, and why.
public struct NothingToUndo: Sendable {
    let node: YAMLNode

    /// Gives the reason, for people.
    public init(_ reason: String) {
        node = .mapping([("none", .text(reason))])
    }
}

/// A part of the action's reply that other steps know by a name.
public struct Output: Sendable {
    let name: String
    let node: YAMLNode

    /// Names a place in the reply, such as `reply.body.id` or `reply.headers.etag`; other steps
    /// refer to it as `steps.ID.output.NAME`.
    public init(_ name: String, _ place: String) {
        self.name = name
        node = .text(place)
    }
}
