import SagaEngine
import SagaTesting
import Steps
import Testing

@testable import Workers

/// Whatever comes in whatever order: no limit is exceeded, whoever has room is not kept waiting
/// for nothing, and urgency and turns are kept.
@Suite struct PoolStateRulesTests {
    static let nodes = ["a", "b", "c"]
    static let limits = FlowLimits(
        concurrency: 7, perNode: 3, rate: 200,
        pools: [
            "slow": PoolLimit(concurrency: 2), "rare": PoolLimit(rate: 5),
            "both": PoolLimit(concurrency: 1, rate: 20),
        ],
        nodes: ["b": NodeLimit(concurrency: 1), "c": NodeLimit(rate: 30)])

    /// The state, its model, and what is under way.
    struct Run {
        var pool = PoolState(limits: limits)
        var model = FlowModel(limits: limits, nodes: nodes)
        var generator: SeededGenerator
        var now = Timestamp(rawValue: 1_000_000)
        var flying: [Slot] = []
        var sagas: UInt64 = 0
        var problems: [String] = []
        var served = 0
        var wentOn = 0

        mutating func someCall(lane: Lane? = nil) -> ReadyCall {
            sagas += 1
            return ReadyCall(
                saga: SagaID(microseconds: sagas, random: 0), step: 0,
                node: ["a", "b", "c", nil].randomElement(using: &generator) ?? nil,
                pool: ["slow", "rare", "both", nil, nil].randomElement(using: &generator) ?? nil,
                lane: lane
                    ?? Lane(
                        priority: Int.random(in: 2...4, using: &generator),
                        job: "job\(Int.random(in: 0..<4, using: &generator))"))
        }

        mutating func add(_ call: ReadyCall) {
            pool.add(call)
            model.add(call)
        }

        /// Lets workers take what they can.
        mutating func serve() {
            while case .call(let slot)? = pool.next(at: now) {
                if let problem = model.objection(toSending: slot.call, at: now) {
                    problems.append("\(slot.call) \(problem)")
                }
                model.enter(slot.call, at: now)
                flying.append(slot)
                served += 1
            }
            for call in model.sendable(at: now) { problems.append("\(call) has room, and waits") }
        }

        mutating func end() {
            guard !flying.isEmpty else { return }
            let slot = flying.remove(at: .random(in: flying.indices, using: &generator))
            model.leave(slot.call)
            guard Bool.random(using: &generator) else {
                pool.release(slot, CallResult(.succeeded, status: 200), at: now)
                return
            }
            let next = someCall(lane: slot.call.lane)
            guard let passedOn = pool.exchange(slot, for: next, nil, at: now) else {
                model.add(next)
                return
            }
            wentOn += 1
            if !model.hasRoom(next, at: now) { problems.append("\(next) goes on without room") }
            let sendable = model.sendable(at: now)
            if let problem = model.turn(of: next.lane, among: sendable) {
                problems.append("\(next) goes on, and \(problem)")
            }
            model.enter(next, at: now)
            flying.append(passedOn)
        }

        /// Waits for the moment at which a rate lets the next one through.
        mutating func sleep() {
            guard let wake = pool.nextWake(at: now) else { return }
            if wake <= now { problems.append("woken for what could have been had at once") }
            now = wake
            if model.sendable(at: now).isEmpty { problems.append("woken for nothing") }
        }
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
    func theRulesHoldWhateverComes(seed: UInt64) {
        var run = Run(generator: SeededGenerator(seed: seed))
        for _ in 0..<1_000 {
            switch Int.random(in: 0..<10, using: &run.generator) {
            case 0..<4: run.add(run.someCall())
            case 4..<7: run.end()
            case 7: run.sleep()
            default:
                let pause = Int64.random(in: 0...20, using: &run.generator)
                run.now = run.now + Milliseconds(rawValue: pause)
            }
            run.serve()
        }
        while !run.flying.isEmpty || !run.model.waiting.isEmpty {
            guard run.problems.isEmpty, run.served < 20_000 else { break }
            if run.flying.isEmpty { run.sleep() } else { run.end() }
            run.serve()
        }
        #expect(run.problems.isEmpty, "\(run.problems.prefix(3))")
        #expect(run.model.waiting.isEmpty)
        #expect(run.served > 300 && run.wentOn > 10, "\(run.served), \(run.wentOn)")
    }

    @Test func aSingleSagaIsNotStarvedByABulkJob() throws {
        var pool = PoolState(limits: FlowLimits(concurrency: 1))
        func call(_ saga: UInt64, _ job: String) -> ReadyCall {
            ReadyCall(
                saga: SagaID(microseconds: saga, random: 0), step: 0,
                node: Self.nodes[Int(saga) % 3], lane: Lane(job: job))
        }
        for saga in 0..<100_000 { pool.add(call(UInt64(saga), "bulk")) }
        pool.add(call(100_000, "single"))
        var served: [String] = []
        for _ in 0..<4 {
            guard case .call(let slot)? = pool.next(at: Timestamp(rawValue: 0)) else { break }
            served.append(slot.call.lane.job)
            pool.release(slot, nil, at: Timestamp(rawValue: 0))
        }
        #expect(served == ["bulk", "single", "bulk", "bulk"])
    }
}
