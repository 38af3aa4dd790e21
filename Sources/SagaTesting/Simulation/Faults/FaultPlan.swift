internal import Steps

/// Which faults happen: drawn from the seed, or a list of those that alone may, or that shall.
struct FaultPlan {
    private let seed: UInt64
    private let rates: FaultRates
    private let requests: [FaultKind]
    private let commits: [FaultKind]
    private let moments: [FaultKind]
    private let recovers: Bool
    private let cancels: Bool
    private let only: Set<Fault>?
    /// What happens, and nothing else does; chance has no say in it.
    private let schedule: Set<Fault>?
    /// Whether nothing goes wrong any more.
    var isOver = false
    /// What has gone wrong.
    private(set) var happened: [Fault] = []

    init(
        seed: UInt64, kinds: Set<FaultKind>, rates: FaultRates, only: Set<Fault>?,
        schedule: Set<Fault>? = nil
    ) {
        self.seed = seed
        self.rates = rates
        self.only = only
        self.schedule = schedule
        cancels = kinds.contains(.cancelled)
        requests = FaultKind.ofRequests.filter(kinds.contains)
        commits = FaultKind.ofCommits.filter(kinds.contains)
        moments = FaultKind.ofMoments.filter(kinds.contains)
        recovers = kinds.contains(.crashInRecovery)
    }

    /// Chance at a place; the same whatever else happens.
    func dice(_ place: String) -> Dice {
        Dice(seed: seed, place)
    }

    /// What goes wrong with one try of a request.
    mutating func ofRequest(_ place: String) -> FaultKind? {
        roll(place, requests, perMille: rates.request)
    }

    /// What goes wrong with a commit, by its number.
    mutating func ofCommit(_ number: Int) -> FaultKind? {
        roll("c\(number)", commits, perMille: rates.commit)
    }

    /// What goes wrong in a second, by its number.
    mutating func ofMoment(_ number: Int) -> FaultKind? {
        roll("t\(number)", moments, perMille: rates.moment)
    }

    /// Whether the engine dies again while it recovers for the nth time.
    mutating func ofRecovery(_ number: Int) -> Bool {
        let kinds = recovers ? [FaultKind.crashInRecovery] : []
        return roll("r\(number)", kinds, perMille: rates.recovery) != nil
    }

    /// How long after its acceptance somebody wants a saga undone, if anybody does.
    mutating func ofSaga(_ key: String) -> Milliseconds? {
        guard schedule == nil, cancels else { return nil }
        var dice = dice("\(key)/cancel")
        guard dice.roll(100) < 5 else { return nil }
        let fault = Fault(.cancelled, at: key)
        if let only, !only.contains(fault) { return nil }
        happened.append(fault)
        return .seconds(Int64(dice.roll(120)))
    }

    /// Whether somebody wants the saga undone while a request is under way.
    mutating func cancelsDuring(_ place: String) -> Bool {
        scheduled(place, [.cancelled]) != nil
    }

    private mutating func scheduled(_ place: String, _ kinds: [FaultKind]) -> FaultKind? {
        guard let schedule else { return nil }
        // A saga that is started again for the same step has the same places: each fault is once.
        let kind = kinds.map { Fault($0, at: place) }
            .first { schedule.contains($0) && !happened.contains($0) }?.kind
        if let kind { happened.append(Fault(kind, at: place)) }
        return kind
    }

    private mutating func roll(
        _ place: String, _ kinds: [FaultKind], perMille rate: Int
    ) -> FaultKind? {
        // A schedule ends by itself.
        if schedule != nil { return scheduled(place, kinds) }
        guard !isOver else { return nil }
        var dice = dice(place)
        guard dice.roll(1_000) < rate, let kind = dice.pick(kinds) else { return nil }
        let fault = Fault(kind, at: place)
        if let only, !only.contains(fault) { return nil }
        happened.append(fault)
        return kind
    }
}
