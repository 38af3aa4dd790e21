public import Steps

/// A request that a saga is ready to send.
public struct ReadyCall: Hashable, Sendable {
    /// The saga that it belongs to.
    public var saga: SagaID
    /// The index of its step in the saga's plan.
    public var step: Int
    /// The node that it goes to; `nil` for what runs here: programs, and steps written in Swift.
    public var node: String?
    /// The pool that it counts towards, if its step names one.
    public var pool: String?
    /// Who it takes turns with.
    public var lane: Lane

    /// Puts a call together.
    public init(
        saga: SagaID, step: Int, node: String? = nil, pool: String? = nil, lane: Lane
    ) {
        self.saga = saga
        self.step = step
        self.node = node
        self.pool = pool
        self.lane = lane
    }
}
