internal import Journal
internal import Steps

/// All that the engine knows, behind its lock.
struct EngineState {
    let activeLimit: Int

    /// A saga in memory, with the hash that its next entry will carry.
    struct ActiveSaga {
        var machine: SagaMachine
        var head: EntryHash
        /// Steps whose call the dispatcher knows of.
        var announced: Set<Int> = []
        /// When its timer goes off.
        var due: Timestamp?
        /// The sagas that its steps have started, or `nil` while they are being started.
        var children: [Int: SagaID?] = [:]
        /// Steps whose question was told of.
        var asked: Set<Int> = []
        var rest = Rest.none

        init(machine: SagaMachine, head: EntryHash) {
            self.machine = machine
            self.head = head
        }
    }

    /// Whether a started saga moves.
    enum Rest {
        /// It does, or will by itself within seconds.
        case none
        /// It waits for a person, a long pause, or another saga.
        case patient
        /// It waits for sagas that are parked, and for nothing else.
        case stalled
    }

    /// Sagas that are started, or wait for their locks.
    var active: [SagaID: ActiveSaga] = [:]
    /// Accepted sagas that were read ahead.
    var upNext = StartQueue<ActiveSaga>()
    /// The last saga of each lane that was read ahead.
    var lastRead: [Lane: SagaID] = [:]
    /// The last saga that was waiting for its time and was read.
    var lastDeferred: (due: Timestamp, saga: SagaID)?
    /// Whether the started sagas are in memory; before that, nothing is read ahead: a saga that
    /// started in between would be found twice.
    var isRecovered = false
    var definitions: [ContentHash: PinnedDefinition] = [:]
    var schedules: [String: ScheduleState] = [:]
    /// The runs of schedules that have not ended, by their jobs.
    var scheduledRuns: [String: Set<SagaID>] = [:]
    var locks = LockTable()
    var timers = TimerQueue()
    var ids = SagaIDGenerator(after: nil)
    var generator = SystemRandomNumberGenerator()
    /// Sagas that are accepted, and neither at their end nor parked.
    var unsettled = 0
    /// Those of them that are started.
    var moving = 0
    /// Started ones that rest, patiently or stalled; and those that are stalled.
    var resting = 0
    var stalled = 0
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
        if isStopped || isDraining { return isStopped || moving == resting }
        // While nothing moves, whatever is queued waits for locks that parked sagas hold.
        return moving == stalled && (unsettled - stalled == queued || !hasRoom)
    }

    /// Whether another saga may be started; parked ones are in memory for their locks alone.
    var hasRoom: Bool { moving + queued < activeLimit }

    /// Puts a saga back, or takes it out, and counts whether it moves.
    mutating func set(_ saga: SagaID, _ new: ActiveSaga?) {
        let old = active[saga]?.rest ?? .none
        let rest = new?.rest ?? .none
        if old != rest {
            resting += (rest == .none ? 0 : 1) - (old == .none ? 0 : 1)
            stalled += (rest == .stalled ? 1 : 0) - (old == .stalled ? 1 : 0)
        }
        active[saga] = new
    }

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
    case ready(ReadyCall)
    case startable(Int)
    /// A step of a saga waits for another saga, which is to be there once the ticket is durable.
    case startChild(SagaID, step: Int, JournalTicket?)
    /// A saga stopped moving; to be told once its last entry is durable.
    case concluded(Conclusion, JournalTicket)
    case wakeTimers
    /// A step asks somebody; to be told once that is durable.
    case asked(Question, JournalTicket?)
    /// A saga came to rest, which may be what somebody waits for.
    case rested
}
