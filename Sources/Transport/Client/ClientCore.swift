internal import Logging
internal import NIOCore
internal import NIOHTTP1
internal import Synchronization

/// The one shell around ``FailoverState``: connections, timers and waiting requests.
///
/// Everything in it is touched on its event loop alone, so that choosing an endpoint takes no
/// lock; that is what makes it safe to share.
final class ClientCore: @unchecked Sendable {
    /// The connections to one endpoint.
    struct Line {
        let pool: ConnectionPool
        let url: String
        let basePath: String
    }

    /// A probe that the state waits for.
    struct ProbeTurn: Sendable {
        let id: EndpointID
        let number: Int
        let job: ProbeJob
    }

    let loop: any EventLoop
    /// As they were given; checks and detectors that were added since are in the state's.
    let settings: TransportSettings
    let logger: Logger
    let tls: WireTLS
    /// Where probes go while somebody runs them.
    var jobFeed: AsyncStream<ProbeTurn>.Continuation?
    var state: FailoverState {
        didSet {
            // Read by callers on other threads, who only want to know whether there is a choice.
            endpointCount.store(state.count, ordering: .relaxed)
        }
    }
    let endpointCount: Atomic<Int>
    var lines: [EndpointID: Line] = [:]
    /// For checks, apart from the requests'.
    var probeConnections: ProbeConnections
    /// Those of endpoints that were removed while requests were under way.
    var leaving: [EndpointID: Line] = [:]
    var budget: RetryBudget
    /// Requests that wait for the first checks.
    var undecided: [PendingRequest] = []
    /// Requests that wait for their next try.
    var delayed: [ObjectIdentifier: PendingRequest] = [:]
    var listeners: [(TransportEvent) throws -> Void] = []
    var alarm: Scheduled<Void>?
    private var alarmAt: ContinuousClock.Instant?
    /// Subscriptions and batches that wait for the first checks.
    var choosing: [Int: @Sendable (Result<EndpointID, TransportError>) -> Void] = [:]
    var nextChoice = 0
    /// The connections of subscriptions.
    var feeds: [ObjectIdentifier: EventFeed] = [:]
    var isClosed = false

    init(
        endpoints: [Endpoint], settings: TransportSettings, loop: any EventLoop, logger: Logger
    ) throws(TransportError) {
        let now = ContinuousClock.now
        self.loop = loop
        self.settings = settings
        self.logger = logger
        tls = try WireTLS(settings.tls)
        state = try FailoverState(endpoints: endpoints, settings: settings, at: now)
        probeConnections = ProbeConnections(loop: loop, settings: settings, tls: tls)
        budget = RetryBudget(settings: settings.retry, at: now)
        endpointCount = Atomic(endpoints.count)
    }

    // MARK: Decisions

    /// Lets the state decide, does what it says, and sets the alarm anew.
    func update(_ body: (inout FailoverState) -> [FailoverState.Effect]) {
        loop.preconditionInEventLoop()
        perform(body(&state))
        rearm()
    }

    func perform(_ effects: [FailoverState.Effect]) {
        for effect in effects {
            switch effect {
            case .probe(let id, let number, let deadline): probe(id, number, deadline)
            case .abandon(let id): lines[id]?.pool.abandon("the endpoint was declared dead")
            case .emit(let event): emit(event)
            }
        }
        if !feeds.isEmpty, !effects.isEmpty { moveFeeds() }
        if !undecided.isEmpty || !choosing.isEmpty { askAgain() }
    }

    /// Calls a closure for every event from now on.
    func listen(_ listener: @escaping (TransportEvent) throws -> Void) {
        listeners.append(listener)
    }

    private func rearm() {
        guard jobFeed != nil, let deadline = state.deadline else { return }
        if let alarmAt, alarmAt <= deadline, alarm != nil { return }
        alarm?.cancel()
        alarmAt = deadline
        let wait = max(.zero, deadline - .now)
        alarm = loop.scheduleTask(in: TimeAmount(wait)) { [weak self] in
            guard let self else { return }
            alarm = nil
            update { $0.tick(at: .now) }
        }
    }
}
