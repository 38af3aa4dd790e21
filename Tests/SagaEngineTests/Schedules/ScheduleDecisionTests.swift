import Steps
import Testing

@testable import SagaEngine

struct ScheduleDecisionTests {
    typealias Overlap = ScheduleDefinition.Overlap
    typealias Reason = SkippedMoments.Reason

    /// A schedule for every minute that was decided up to minute 10, and what it then decides.
    ///
    /// Times are minutes; `catchUp` is ten.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        var overlap = Overlap.skip
        var isPaused = false
        var unfinished = 0
        let now: Double
        var runs: [Int64] = []
        /// Reason, first, count.
        var skipped: [(Reason, Int64, Int)] = []
        var nextWake: Int64?

        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "nothing is due", now: 10.9, nextWake: 11),
        Case(name: "on the dot", now: 11, runs: [11], nextWake: 12),
        Case(name: "a little late", now: 11.9, runs: [11], nextWake: 12),
        Case(name: "clock set back", now: 3, nextWake: 11),
        Case(name: "clock set far back", now: -1_000, nextWake: 11),
        Case(
            name: "skip runs the oldest", now: 14, runs: [11], skipped: [(.overlap, 12, 3)],
            nextWake: 15),
        Case(
            name: "skip beside a run", unfinished: 1, now: 12.5, skipped: [(.overlap, 11, 2)],
            nextWake: 13),
        Case(
            name: "queue runs two", overlap: .queue, now: 14, runs: [11, 12],
            skipped: [(.overlap, 13, 2)], nextWake: 15),
        Case(
            name: "queue beside a run", overlap: .queue, unfinished: 1, now: 12, runs: [11],
            skipped: [(.overlap, 12, 1)], nextWake: 13),
        Case(
            name: "queue behind one that waits", overlap: .queue, unfinished: 2, now: 11,
            skipped: [(.overlap, 11, 1)], nextWake: 12),
        Case(
            name: "allow runs all", overlap: .allow, unfinished: 7, now: 13.5,
            runs: [11, 12, 13], nextWake: 14),
        Case(
            name: "just within catchUp", overlap: .allow, now: 21,
            runs: Array(11...21), nextWake: 22),
        Case(
            name: "just too late", overlap: .allow, now: 21.01, runs: Array(12...21),
            skipped: [(.late, 11, 1)], nextWake: 22),
        Case(
            name: "late and overlapping", now: 1_000, runs: [990],
            skipped: [(.late, 11, 979), (.overlap, 991, 10)], nextWake: 1_001),
        Case(
            name: "late beside a run", unfinished: 1, now: 100,
            skipped: [(.late, 11, 79), (.overlap, 90, 11)], nextWake: 101),
        Case(name: "paused", isPaused: true, now: 12, skipped: [(.paused, 11, 2)]),
        Case(
            name: "paused for long", overlap: .allow, isPaused: true, now: 1_000,
            skipped: [(.paused, 11, 990)]),
        Case(name: "paused, nothing due", isPaused: true, now: 10),
    ]

    @Test(arguments: cases)
    func decides(what: Case) throws {
        var state = try ScheduleState.sample(
            .every(60_000), overlap: what.overlap, catchUp: 600_000)
        if what.isPaused { _ = state.pause(at: .minute(10)) }
        let decision = state.decide(at: .minute(what.now), unfinishedRuns: what.unfinished)
        #expect(decision.runs == what.runs.map { .minute(Double($0)) })
        #expect(decision.skipped.map(\.reason) == what.skipped.map(\.0))
        #expect(decision.skipped.map(\.first) == what.skipped.map { .minute(Double($0.1)) })
        #expect(decision.skipped.map(\.count) == what.skipped.map(\.2))
        #expect(decision.nextWake == what.nextWake.map { .minute(Double($0)) })
        #expect(state.runs == what.runs.count)
        #expect(state.skipped == what.skipped.map(\.2).reduce(0, +))
        let again = state.decide(at: .minute(what.now), unfinishedRuns: 0)
        #expect(again.runs.isEmpty && again.skipped.isEmpty)
        #expect(again.nextWake == decision.nextWake)
    }

    @Test func whatAPauseCoversIsNotCaughtUp() throws {
        var state = try ScheduleState.sample(.every(60_000), overlap: .allow)
        // Due when the pause begins, and not decided.
        let pause = state.pause(at: .minute(11.5))
        #expect(pause.skipped.map(\.first) == [.minute(11)] && pause.nextWake == nil)
        let unpause = state.unpause(at: .minute(15))
        #expect(unpause.runs.isEmpty && unpause.nextWake == .minute(16))
        #expect(unpause.skipped.map(\.count) == [4] && unpause.skipped[0].reason == .paused)
        let decision = state.decide(at: .minute(16), unfinishedRuns: 0)
        #expect(decision.runs == [.minute(16)])
    }

    @Test func unpausingWhatIsNotPausedSkipsNothing() throws {
        var state = try ScheduleState.sample(.every(60_000), overlap: .allow)
        let unpause = state.unpause(at: .minute(11))
        #expect(unpause.skipped.isEmpty && unpause.nextWake == .minute(11))
        let decision = state.decide(at: .minute(11), unfinishedRuns: 0)
        #expect(decision.runs == [.minute(11)])
    }

    @Test func manyRunsAreAskedForBitByBit() throws {
        var state = try ScheduleState.sample(.every(1_000), overlap: .allow, catchUp: 7_200_000)
        let now = Timestamp.minute(10 + 60)
        var runs: [Timestamp] = []
        var sizes: [Int] = []
        repeat {
            let decision = state.decide(at: now, unfinishedRuns: runs.count)
            sizes.append(decision.runs.count)
            runs += decision.runs
            if let nextWake = decision.nextWake, nextWake > now { break }
        } while sizes.count < 10
        #expect(sizes == [1_000, 1_000, 1_000, 600])
        #expect(runs == (1...3_600).map { .minute(10) + .seconds($0) })
    }

    @Test(arguments: ["* * * * *", "*/7 3 * * mon", "@yearly"], Overlap.allCases)
    func yearsOfDownTimeAreDecidedAtOnce(source: String, overlap: Overlap) throws {
        let timing = ScheduleDefinition.Timing.cron(try CronExpression(source))
        var state = try ScheduleState.sample(timing, overlap: overlap)
        let now = Timestamp(rawValue: 86_400_000 * 365 * 30)
        let decision = state.decide(at: now, unfinishedRuns: 0)
        #expect(decision.skipped.first?.reason == .late)
        #expect(decision.skipped.allSatisfy { $0.count <= ScheduleState.mostAtOnce })
        #expect(try #require(decision.nextWake) > now)
    }

    @Test func aYearOfSecondsIsCountedExactly() throws {
        var state = try ScheduleState.sample(.every(1_000))
        let decision = state.decide(at: .minute(10 + 525_600), unfinishedRuns: 0)
        #expect(decision.runs == [.minute(10 + 525_600 - 60)])
        #expect(decision.skipped.map(\.count) == [525_540 * 60 - 1, 3_600])
        #expect(state.runs + state.skipped == 525_600 * 60)
    }

    @Test func extremeClocksAreSurvived() throws {
        var state = try ScheduleState.sample(.every(1_000), overlap: .allow)
        _ = state.decide(at: Timestamp(rawValue: .min), unfinishedRuns: 0)
        #expect(state.lastMoment == .minute(10))
        _ = state.decide(at: Timestamp(rawValue: .max), unfinishedRuns: 0)
        let decision = state.decide(at: .minute(10), unfinishedRuns: 0)
        #expect(decision.runs.isEmpty)
    }

    @Test func anotherDefinitionStartsFromNow() throws {
        var state = try ScheduleState.sample(.every(3_600_000), overlap: .allow)
        let minutely = try ScheduleDefinition(.every(60_000))
        state.redefine(minutely, workflowHash: state.workflowHash, at: .minute(20.5))
        #expect(state.decide(at: .minute(21), unfinishedRuns: 0).runs == [.minute(21)])
        // A clock that was set back in between repeats nothing.
        state.redefine(minutely, workflowHash: state.workflowHash, at: .minute(15))
        #expect(state.decide(at: .minute(21), unfinishedRuns: 0).runs.isEmpty)
    }
}
