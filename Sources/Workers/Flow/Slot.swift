internal import SagaEngine

/// The leave to send one call, to be given back when it ends.
struct Slot: Hashable {
    let call: ReadyCall
    /// Where ``PoolState`` keeps calls like it.
    let channel: Int
    /// What the node's limit is told with at the end.
    let begun: AdaptiveLimit.Begun?
}
