import SagaTesting
import Steps
import Testing

@testable import SagaEngine

struct ScheduleCrashTests {
    /// An engine that loses its memory at random points, and what it wrote down.
    struct Engine {
        var stored: [UInt8]
        /// The moments that were accepted as sagas; a key is accepted once.
        var accepted: Set<Timestamp> = []
        var askedFor: [Timestamp: Int] = [:]
        var skipped: [SkippedMoments] = []
        var random: SeededGenerator

        init(_ state: ScheduleState, seed: UInt64) throws {
            stored = try state.encoded()
            random = SeededGenerator(seed: seed)
        }

        /// Decides from what is stored, and crashes somewhere on the way to storing it again.
        mutating func live(at now: Timestamp, inOneCommit: Bool) throws {
            var state = try ScheduleState(encoded: stored)
            let before = state.lastMoment
            let unfinished = Int.random(in: 0...2, using: &random)
            let decision = step(&state, at: now, unfinished: unfinished)
            #expect(state.lastMoment >= before)
            #expect(decision.runs.allSatisfy { before < $0 && $0 <= now })
            let crash = Int.random(in: 0..<4, using: &random)
            if crash == 0 { return }
            if crash == 1 {
                if inOneCommit { return }
                let sent = Int.random(in: 0...decision.runs.count, using: &random)
                accepted.formUnion(decision.runs.prefix(sent))
                return
            }
            accepted.formUnion(decision.runs)
            for moment in decision.runs { askedFor[moment, default: 0] += 1 }
            skipped += decision.skipped
            stored = try state.encoded()
        }

        private mutating func step(
            _ state: inout ScheduleState, at now: Timestamp, unfinished: Int
        ) -> ScheduleDecision {
            switch Int.random(in: 0..<12, using: &random) {
            case 0: state.pause(at: now)
            case 1, 2: state.unpause(at: now)
            default: state.decide(at: now, unfinishedRuns: unfinished)
            }
        }
    }

    private static func timing(using random: inout SeededGenerator) throws
        -> ScheduleDefinition.Timing
    {
        let sources = ["* * * * *", "*/7 * * * *", "0,1,2 */2 * * *", "@hourly", "13 4 * * *"]
        switch Int.random(in: 0...sources.count, using: &random) {
        case sources.count:
            return .every(Milliseconds(rawValue: Int64.random(in: 5_000...600_000, using: &random)))
        case let index: return .cron(try CronExpression(sources[index]))
        }
    }

    @Test(arguments: 1...60 as ClosedRange<UInt64>, [true, false])
    func noMomentIsLostOrDoubled(seed: UInt64, inOneCommit: Bool) throws {
        var random = SeededGenerator(seed: seed)
        let overlap = try #require(
            ScheduleDefinition.Overlap.allCases.randomElement(using: &random))
        let catchUp = Milliseconds.seconds(Int64.random(in: 10...7_200, using: &random))
        let first = try ScheduleState.sample(
            Self.timing(using: &random), overlap: overlap, catchUp: catchUp)
        var engine = try Engine(first, seed: seed)
        var now = first.lastMoment
        for _ in 0..<150 {
            let most: Int64 = Bool.random(using: &random) ? 120_000 : 7_200_000
            // Now and then the clock goes back.
            now = now + Milliseconds(rawValue: Int64.random(in: -most / 4...most, using: &random))
            try engine.live(at: now, inOneCommit: inOneCommit)
        }
        try check(engine, from: first, inOneCommit: inOneCommit)
    }

    private func check(_ engine: Engine, from first: ScheduleState, inOneCommit: Bool) throws {
        let last = try ScheduleState(encoded: engine.stored)
        var planned: Set<Timestamp> = []
        var passedOver = 0
        var moment = first.lastMoment
        while let next = first.definition.next(after: moment), next <= last.lastMoment {
            moment = next
            planned.insert(next)
            let asked = engine.askedFor[next, default: 0]
            let skips = engine.skipped.filter { $0.first <= next && next <= $0.through }.count
            passedOver += skips
            #expect(asked + skips == 1, "\(next) ran \(asked) times, was skipped \(skips) times")
        }
        #expect(Set(engine.askedFor.keys).isSubset(of: planned))
        #expect(Set(engine.askedFor.keys).isSubset(of: engine.accepted))
        #expect(last.runs == engine.askedFor.count)
        #expect(last.skipped == engine.skipped.map(\.count).reduce(0, +))
        #expect(last.skipped == passedOver)
        if inOneCommit { #expect(engine.accepted == Set(engine.askedFor.keys)) }
        // Each moment has a key of its own.
        #expect(Set(engine.accepted.map { last.key(of: $0) }).count == engine.accepted.count)
    }
}
