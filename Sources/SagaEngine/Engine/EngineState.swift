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
        /// When its timers go off: those that are set, which may be more than are needed.
        var timers: Set<Timestamp> = []
        /// The sagas that its tries under way have started, or `nil` while they are being started.
        var children: [Attempt: SagaID?] = [:]
        /// The tries whose question was told of, by their steps: one that is asked again is told of
        /// again.
        var asked: [Int: Attempt] = [:]
        var rest = Rest.none

        /// The saga that a step under way has started; `nil` if there is none, or none yet.
        func child(_ step: Int) -> SagaID? {
            machine.steps[step].inFlight.flatMap { children[$0] ?? nil }
        }

        init(machine: SagaMachine, head: EntryHash) {
            self.machine = machine
            self.head = head
        }
    }

    /// Where a saga in memory is changed in place, and not copied; it never leaves the lock.
    final class Seat {
        var saga: ActiveSaga

        init(_ saga: ActiveSaga) {
            self.saga = saga
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

    /// Sagas that were taken up out of turn: what was read ahead of them is old.
    var withdrawn: Set<SagaID> = []
    /// The steps whose children are to be started.
    var childStarts: [(parent: SagaID, step: Int)] = []
    /// Until when no sagas are started, since the journal had no room for another's child.
    var fullUntil: Timestamp?
    /// Where a saga stood before something happened to it.
    struct Standing: Equatable {
        var status: SagaStatus
        var rest: Rest

        init(_ saga: ActiveSaga) {
            status = saga.machine.status
            rest = saga.rest
        }

        /// Whether it waits for an operator, or for sagas that do.
        var isStuck: Bool { status == .parked || rest == .stalled }
    }

    /// Sagas that are started, or wait for their locks.
    var active: [SagaID: Seat] = [:]
    /// Accepted sagas that were read ahead.
    var upNext = StartQueue<ActiveSaga>()
    /// The last saga of each lane that was read ahead.
    var lastRead: [Lane: SagaID] = [:]
    /// The last saga that was waiting for its time and was read.
    var lastDeferred: (due: Timestamp, saga: SagaID)?
    /// The earliest time that the sagas of a submission wait for which is not durable yet: what
    /// comes after it is not read before.
    var comingDeferred: [SagaID: Timestamp] = [:]
    /// Whether the started sagas are in memory; before that, nothing is read ahead: a saga that
    /// started in between would be found twice.
    var isRecovered = false
    /// Sagas of which an operator decided something before they started, with their last entry:
    /// what was read ahead of them before that is old.
    var changed: [SagaID: Int] = [:]
    /// Sagas whose turn came while they were paused.
    var setAside: Set<SagaID> = []
    /// What rests, and keeps sagas from going on.
    var pauses = PauseTable()
    /// Starts that were put off because what could start rests.
    var heldStarts = 0
    var definitions: [ContentHash: PinnedDefinition] = [:]
    var schedules: [String: ScheduleState] = [:]
    /// The runs of schedules that have not ended, by their jobs.
    var scheduledRuns: [String: Set<SagaID>] = [:]
    var locks = LockTable()
    var timers = TimerQueue()
    var ids = SagaIDGenerator(after: nil)
    var generator: SeededGenerator
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

    /// - Parameter seed: where randomness begins.
    init(activeLimit: Int, seed: UInt64) {
        self.activeLimit = activeLimit
        generator = SeededGenerator(seed: seed)
    }

    /// Whether nothing moves any more, and nothing will by itself.
    var isIdle: Bool {
        if isStopped || isDraining { return isStopped || moving == resting }
        // While nothing moves, whatever is queued waits for locks that parked sagas hold.
        return moving == stalled && (unsettled - stalled == queued || !hasRoom)
    }

    /// Whether another saga may be started; parked ones are in memory for their locks alone.
    ///
    /// Those that wait for people, long pauses or locks do not count: they would keep everybody
    /// else from starting. Only that they fill memory is bounded.
    var hasRoom: Bool {
        moving - resting < activeLimit && active.count < Self.restingFactor * activeLimit
            && fullUntil == nil
    }

    /// How many more sagas may be in memory than may move.
    private static let restingFactor = 5

    /// Counts whether a saga moves, after a decision; one that is over does not rest.
    mutating func rested(_ rest: Rest, was old: Standing) {
        resting += (rest == .none ? 0 : 1) - (old.rest == .none ? 0 : 1)
        stalled += (rest == .stalled ? 1 : 0) - (old.rest == .stalled ? 1 : 0)
    }

    /// Counts a saga that left the queue for its locks, or the operator's desk.
    ///
    /// The way into the desk, and to the end, is counted when it is durable.
    mutating func count(_ saga: ActiveSaga, was old: Standing) {
        let status = saga.machine.status
        if old.status == .parked, status != .parked {
            unsettled += 1
            moving += 1
        }
        if old.status == .accepted, status != .accepted {
            queued -= 1
            moving += 1
        }
    }

    /// One of the starts that were put off, if there is room for it now.
    mutating func takeDeferredStart() -> Int {
        guard deferredStarts > 0, hasRoom else { return 0 }
        deferredStarts -= 1
        return 1
    }

    /// Lets sagas be started again once a full journal may have room.
    ///
    /// - Returns: how many starts were put off meanwhile, each of which looks for room itself.
    mutating func endFullness(at now: Timestamp) -> Int {
        guard let fullUntil, fullUntil <= now else { return 0 }
        self.fullUntil = nil
        defer { deferredStarts = 0 }
        return deferredStarts
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
    /// A step of a saga waits for another saga, which is to be started if it is not there yet.
    case startChild(SagaID, step: Int)
    /// A saga stopped moving; to be told once its last entry is durable.
    case concluded(Conclusion, JournalTicket)
    case wakeTimers
    /// A step asks somebody.
    case asked(Question)
    /// A saga came to rest, which may be what somebody waits for.
    case rested
}
