/// Which faults happen: drawn from the seed, or a list of those that alone may.
struct FaultPlan {
    private let seed: UInt64
    private let rates: FaultRates
    private let requests: [FaultKind]
    private let commits: [FaultKind]
    private let moments: [FaultKind]
    private let recovers: Bool
    private let only: Set<Fault>?
    /// Whether nothing goes wrong any more.
    var isOver = false
    /// What has gone wrong.
    private(set) var happened: [Fault] = []

    init(seed: UInt64, kinds: Set<FaultKind>, rates: FaultRates, only: Set<Fault>?) {
        self.seed = seed
        self.rates = rates
        self.only = only
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

    private mutating func roll(
        _ place: String, _ kinds: [FaultKind], perMille rate: Int
    ) -> FaultKind? {
        guard !isOver else { return nil }
        var dice = dice(place)
        guard dice.roll(1_000) < rate, let kind = dice.pick(kinds) else { return nil }
        let fault = Fault(kind, at: place)
        if let only, !only.contains(fault) { return nil }
        happened.append(fault)
        return kind
    }
}
