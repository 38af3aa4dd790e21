internal import Journal
public import Steps
internal import Synchronization

/// A saga as the engine has it in memory.
public struct SagaStanding: Sendable {
    /// The saga.
    public var machine: SagaMachine
    /// What stands around it.
    public var surroundings: SagaSurroundings
}

extension SagaEngine {
    /// A saga that has started, or waits for its locks; `nil` for those that are only in the
    /// journal.
    public func standing(of saga: SagaID) -> SagaStanding? {
        state.withLock { state in
            guard let active = state.active[saga]?.saga else { return nil }
            var surroundings = SagaSurroundings()
            if let (name, holder) = state.locks.obstacle(of: saga) {
                surroundings.lock = (name, holder, state.active[holder]?.saga.machine.status)
            }
            surroundings.pauses = state.pauses.pauses(of: active.machine)
            for (attempt, child) in active.children { surroundings.children[attempt.step] = child }
            return SagaStanding(machine: active.machine, surroundings: surroundings)
        }
    }

    /// What a saga waits for, by what it would decide now; `nil` if it is only in the journal.
    public func waits(of saga: SagaID) -> [Wait]? {
        guard let standing = standing(of: saga) else { return nil }
        return standing.machine.waits(
            at: clock.now(), wall: clock.wall(), in: cluster, beside: standing.surroundings)
    }
}
