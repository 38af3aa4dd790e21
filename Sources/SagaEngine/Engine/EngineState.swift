internal import Journal
internal import Steps

/// All that the engine knows, behind its lock.
struct EngineState {
    let activeLimit: Int
    /// A saga in memory, with the hash that its next entry will carry.
    struct ActiveSaga {
        var machine: SagaMachine
        var head: EntryHash
    }

    /// Sagas that are started, or wait for their locks.
    var active: [SagaID: ActiveSaga] = [:]
    /// Accepted sagas read ahead, in reverse order: the next one is the last.
    var upNext: [ActiveSaga] = []
    /// The last saga that was read ahead.
    var lastRead: SagaID?
    /// Whether the started sagas are in memory; before that, nothing is read ahead: a saga that
    /// started in between would be found twice.
    var isRecovered = false
    var definitions: [ContentHash: PinnedDefinition] = [:]
    var locks = LockTable()
    var timers = TimerQueue()
    var ids = SagaIDGenerator(after: nil)
    var generator = SystemRandomNumberGenerator()
    /// Sagas that are accepted, and neither at their end nor parked.
    var unsettled = 0
    /// Those of them that are started.
    var moving = 0
    /// Those that wait for locks before they start.
    var queued = 0
    /// Starts that were put off because memory is full.
    var deferredStarts = 0
    /// Whether no more sagas are started.
    var isDraining = false
    var isStopped = false
    var idleWaiters: [CheckedContinuation<Void, Never>] = []

    /// Whether nothing moves any more, and nothing will by itself.
    var isIdle: Bool {
        if isStopped || isDraining { return isStopped || moving == 0 }
        // While nothing moves, whatever is queued waits for locks that parked sagas hold.
        return moving == 0 && (unsettled == queued || !hasRoom)
    }

    /// Whether another saga may be started; parked ones are in memory for their locks alone.
    var hasRoom: Bool { moving + queued < activeLimit }

    /// One of the starts that were put off, if there is room for it now.
    mutating func takeDeferredStart() -> Int {
        guard deferredStarts > 0, hasRoom else { return 0 }
        deferredStarts -= 1
        return 1
    }

    /// Those to be told if nothing moves any more.
    mutating func takeIdleWaiters() -> [CheckedContinuation<Void, Never>] {
        guard isIdle else { return [] }
        defer { idleWaiters = [] }
        return idleWaiters
    }
}

/// What is to be done outside the lock.
enum Effect {
    case ready(SagaID, node: String)
    case startable(Int)
    /// A saga stopped moving; to be told once its last entry is durable.
    case concluded(Conclusion, JournalTicket)
    case wakeTimers
}
