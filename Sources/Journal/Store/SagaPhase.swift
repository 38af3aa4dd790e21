/// Where a saga stands, as far as a journal has to tell sagas apart.
public enum SagaPhase: UInt8, Sendable, CaseIterable {
    /// Accepted, not started: in its lane, not held in memory.
    case waiting = 1
    /// Started and not finished; parked ones too.
    case active = 2
    /// Finished, and not yet moved to the archive.
    case ended = 3
    /// Accepted for a later time, and not started.
    case deferred = 4
}

extension SagaPhase {
    /// Whether a saga that was started, or ended before, can come to it.
    package var followsWaiting: Bool {
        switch self {
        case .active, .ended: true
        case .waiting, .deferred: false
        }
    }
}
