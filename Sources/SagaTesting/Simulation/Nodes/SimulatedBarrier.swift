internal import Steps

/// Whether the nodes of a simulation keep the wire barrier.
public enum SimulatedBarrier: Sendable, CaseIterable {
    /// They do not, and the engine knows it.
    case none
    /// They do, and the engine knows it.
    case kept
    /// The engine thinks that they do, and they do not: what the barrier is needed for shows.
    case claimed

    /// How long requests may be on their way; `nil`: not longer than their timeout.
    ///
    /// With a barrier the engine does not wait for them, so they may take far longer than anything
    /// else in a saga.
    var requestLifetime: Milliseconds? {
        self == .none ? nil : .seconds(60)
    }
}
