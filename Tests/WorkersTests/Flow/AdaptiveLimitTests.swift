import SagaTesting
import Steps
import Testing

@testable import Workers

@Suite struct AdaptiveLimitTests {
    @Test(
        arguments: [
            (CallResult(.unknown, status: 503), 7), (CallResult(.rejected, status: 429), 7),
            (CallResult(.unknown, status: 429), 7), (CallResult(.unknown), 7),
            (CallResult(.unknown, status: 500), 10), (CallResult(.unknown, status: 408), 10),
            (CallResult(.unreachable), 10), (CallResult(.succeeded, status: 200), 10),
            (CallResult(.rejected, status: 404), 10), (nil, 10),
        ] as [(CallResult?, Int)])
    func onlyOverloadLowersTheLimit(result: CallResult?, expected: Int) {
        var limit = AdaptiveLimit(maximum: 10)
        let call = limit.begin(inFlight: 1)
        limit.end(call, result)
        #expect(limit.allowed == expected)
    }

    @Test func oneWindowLowersItOnce() {
        var limit = AdaptiveLimit(maximum: 10)
        let window = (1...10).map { limit.begin(inFlight: $0) }
        for call in window { limit.end(call, CallResult(.unknown, status: 503)) }
        #expect(limit.allowed == 7)
        let next = limit.begin(inFlight: 1)
        limit.end(next, CallResult(.unknown))
        #expect(limit.allowed == 4)
    }

    @Test func oneCallIsAlwaysAllowed() {
        var limit = AdaptiveLimit(maximum: 64)
        for _ in 0..<100 {
            let call = limit.begin(inFlight: 1)
            limit.end(call, CallResult(.unknown, status: 503))
        }
        #expect(limit.allowed == 1)
    }

    @Test func aWindowThatWasUsedUpAddsAboutOne() {
        var limit = AdaptiveLimit(maximum: 10)
        let sick = limit.begin(inFlight: 1)
        limit.end(sick, CallResult(.unknown))
        for _ in 0..<100 {
            let idle = limit.begin(inFlight: 6)
            limit.end(idle, CallResult(.succeeded))
        }
        #expect(limit.allowed == 7)
        for _ in 0..<8 {
            let call = limit.begin(inFlight: limit.allowed)
            limit.end(call, CallResult(.succeeded))
        }
        #expect(limit.allowed == 8)
        for _ in 0..<1_000 {
            let call = limit.begin(inFlight: 10)
            limit.end(call, CallResult(.succeeded))
        }
        #expect(limit.allowed == 10)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func itSettlesBelowWhatANodeCanBear(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var limit = AdaptiveLimit(maximum: 64)
        var flying: [(call: AdaptiveLimit.Begun, isOverload: Bool)] = []
        var seen: [Int] = []
        for round in 0..<20_000 {
            // There is always more to send; a node refuses what goes beyond twenty at once.
            while flying.count < limit.allowed {
                let call = limit.begin(inFlight: flying.count + 1)
                flying.append((call, flying.count >= 20))
            }
            let index = Int.random(in: flying.indices, using: &generator)
            let ended = flying.remove(at: index)
            limit.end(
                ended.call,
                CallResult(
                    ended.isOverload ? .unknown : .succeeded,
                    status: ended.isOverload ? 503 : 200))
            if round > 1_000 { seen.append(limit.allowed) }
        }
        #expect(seen.allSatisfy { (12...24).contains($0) }, "\(seen.min() ?? 0)…\(seen.max() ?? 0)")
        let mean = Double(seen.reduce(0, +)) / Double(seen.count)
        #expect((15...21).contains(mean), "\(mean)")
    }
}
