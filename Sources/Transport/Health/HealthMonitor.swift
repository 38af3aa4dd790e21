/// When the next probe of one endpoint is due, and what the probes together say.
struct HealthMonitor: Sendable {
    /// What is to be done now.
    enum Action: Hashable, Sendable {
        case nothing
        /// Run all checks once; answer with this number, by the deadline.
        case probe(Int, deadline: ContinuousClock.Instant)
        /// The round took too long.
        case late
    }

    private enum Phase {
        /// May become `probing`.
        case waiting(until: ContinuousClock.Instant)
        /// A probe is under way; may become `pausing`, or `waiting` with a verdict.
        case probing(ProbeRound, probe: Int)
        /// Between two probes of a round; may become `probing`, or `waiting` with a verdict.
        case pausing(ProbeRound, until: ContinuousClock.Instant)
    }

    private let settings: HealthCheckSettings
    private var phase: Phase
    private var roundStart: ContinuousClock.Instant
    private var probesStarted = 0
    /// The first verdict is wanted soon: requests wait for it, so one probe makes it.
    private var isFirstRound = true

    init(settings: HealthCheckSettings, at now: ContinuousClock.Instant) {
        self.settings = settings
        phase = .waiting(until: now)
        roundStart = now
    }

    /// When ``tick(at:)`` has something to do next.
    var deadline: ContinuousClock.Instant {
        switch phase {
        case .waiting(let until): until
        case .probing(let round, _): round.deadline
        case .pausing(let round, let until): min(until, round.deadline)
        }
    }

    /// Does what is due.
    mutating func tick(at now: ContinuousClock.Instant) -> Action {
        guard now >= deadline else { return .nothing }
        switch phase {
        case .waiting:
            roundStart = now
            let round = ProbeRound(
                probes: isFirstRound ? 1 : settings.probes, policy: settings.policy,
                deadline: now + settings.timeout)
            return startProbe(of: round)
        case .pausing(let round, _) where now < round.deadline:
            return startProbe(of: round)
        case .pausing, .probing:
            endRound(at: now)
            return .late
        }
    }

    /// Takes what a probe found.
    ///
    /// - Returns: the round's verdict, once there is one; `nil` also for a probe of an earlier
    ///   round.
    mutating func probed(
        _ probe: Int, holds: Bool, at now: ContinuousClock.Instant
    ) -> Bool? {
        guard case .probing(var round, probe) = phase else { return nil }
        guard let verdict = round.record(holds) else {
            phase = .pausing(round, until: now + settings.spacing)
            return nil
        }
        endRound(at: now)
        return verdict
    }

    /// Makes the next probe due now: something else gave reason for doubt.
    mutating func hurry(at now: ContinuousClock.Instant) {
        switch phase {
        case .waiting: phase = .waiting(until: now)
        case .pausing(let round, _): phase = .pausing(round, until: now)
        case .probing: break
        }
    }

    private mutating func startProbe(of round: ProbeRound) -> Action {
        probesStarted += 1
        phase = .probing(round, probe: probesStarted)
        return .probe(probesStarted, deadline: round.deadline)
    }

    private mutating func endRound(at now: ContinuousClock.Instant) {
        isFirstRound = false
        phase = .waiting(until: max(now, roundStart + settings.interval))
    }
}
