internal import Journal
internal import Steps

/// All runs of a rehearsal in one world: each call failed in each way, alone and where another
/// fault has led; then several faults at random.
struct Rounds {
    private let rehearsal: Rehearsal
    private let inputs: [String: Value]
    private let world: World
    private(set) var summary: RehearsalReport.World
    private(set) var findings: [String: Found] = [:]
    private(set) var ends: [SagaStatus: Int] = [:]
    private(set) var requests = 0
    private(set) var digest: UInt64 = 0xCBF2_9CE4_8422_2325
    private var baseline: Play?
    /// Faults that have met something, in order.
    private var pool: [Fault] = []
    private var pooled: Set<Fault> = []
    private var played: Set<[Fault]> = []
    /// What is tried where another fault has led: the others come to the same for the engine.
    private static let telling: [FaultKind] = [
        .requestLost, .replyLost, .late, .duplicated, .errorAfter, .refused, .rejected,
    ]

    init(rehearsal: Rehearsal, inputs: [String: Value], world: World) {
        self.rehearsal = rehearsal
        self.inputs = inputs
        self.world = world
        summary = RehearsalReport.World(name: world.name, end: .accepted, runs: 0)
    }

    /// Makes all runs.
    mutating func run() throws {
        guard let first = try play([]) else { return }
        baseline = first
        summary.end = first.status ?? .accepted
        try failEach(of: first, after: [], beyond: [])
        try crash(first, after: [])
        let actions = first.stage.places.filter(\.isAction).map(\.place)
        // The whole way back, and every way to be in doubt on the way there.
        if let last = actions.last { try turn([Fault(.cancelled, at: last)], first) }
        for action in actions {
            for kind in [FaultKind.requestLost, .replyLost] {
                try turn([Fault(kind, at: action)], first)
            }
            for kind in [FaultKind.replyLost, .requestLost, .late, .duplicated] {
                _ = try play([Fault(kind, at: action), Fault(.cancelled, at: action)])
                _ = try play([Fault(kind, at: action), Fault(.cancelled, at: actions.last ?? "")])
            }
        }
        try random()
    }

    /// Fails each call that a schedule leads to, in each way.
    private mutating func turn(_ faults: [Fault], _ first: Play) throws {
        // It may have been played, and where it leads was not looked at then.
        _ = try play(faults)
        let play = try rehearsal.play(faults, in: world, inputs)
        let known = Set(first.stage.places.map(\.place))
        try failEach(of: play, after: faults, beyond: known)
        if faults.contains(where: { $0.kind == .cancelled }) { try crash(play, after: faults) }
    }

    private mutating func failEach(
        of play: Play, after faults: [Fault], beyond known: Set<String>
    ) throws {
        for (place, isAction) in play.stage.places where !known.contains(place) {
            for kind in faults.isEmpty ? FaultKind.ofRequests : Self.telling {
                _ = try self.play(faults + [Fault(kind, at: place)])
            }
            if isAction { _ = try self.play(faults + [Fault(.cancelled, at: place)]) }
        }
    }

    private mutating func crash(_ play: Play, after faults: [Fault]) throws {
        for number in 1...max(1, play.commits) {
            for kind in [FaultKind.crash, .crashAfterCommit] {
                _ = try self.play(faults + [Fault(kind, at: "c\(number)")])
            }
        }
    }

    private mutating func random() throws {
        guard !pool.isEmpty else { return }
        for number in 0..<rehearsal.options.runs {
            var dice = Dice(seed: rehearsal.options.seed, "\(world.name)/\(number)")
            var faults: [Fault] = []
            for _ in 0..<2 + dice.roll(4) {
                if let fault = dice.pick(pool), !faults.contains(fault) { faults.append(fault) }
            }
            let seed = rehearsal.options.seed &+ UInt64(number)
            _ = try play(faults, seed: seed)
        }
    }

    /// Plays a schedule, unless it was played before, and takes down what is wrong with it.
    private mutating func play(_ faults: [Fault], seed: UInt64? = nil) throws -> Play? {
        guard played.insert(faults).inserted || seed != nil else { return nil }
        if seed == nil, !faults.isEmpty, rehearsal.options.share < 100 {
            let name = faults.map(\.description).joined(separator: ",")
            var dice = Dice(seed: rehearsal.options.seed, "\(world.name)?\(name)")
            guard dice.roll(100) < rehearsal.options.share else { return nil }
        }
        let play = try rehearsal.play(faults, in: world, inputs, seed: seed)
        summary.runs += 1
        if let status = play.status { ends[status, default: 0] += 1 }
        requests += play.report.requests
        digest = (digest ^ play.report.digest) &* 0x100_0000_01B3
        for fault in play.faults where pooled.insert(fault).inserted { pool.append(fault) }
        let judge = rehearsal.judge(
            play, baseline, world, seed ?? rehearsal.options.seed)
        for finding in judge.findings() {
            let known = findings[finding.key]?.finding.faults.count ?? .max
            guard finding.faults.count < known else { continue }
            findings[finding.key] = Found(finding: finding, world: world, baseline: baseline)
        }
        return play
    }
}
