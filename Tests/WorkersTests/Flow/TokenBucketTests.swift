import SagaTesting
import Steps
import Testing

@testable import Workers

@Suite struct TokenBucketTests {
    static let start = Timestamp(rawValue: 1_700_000_000_000)

    @Test(
        arguments: [
            (100, nil, 100), (1, nil, 1), (0.01, nil, 1), (2.5, nil, 2), (10, 3, 3), (10, 0, 1),
        ] as [(Double, Double?, Int)])
    func aBurstIsASecondsWorth(rate: Double, burst: Double?, expected: Int) {
        var bucket = TokenBucket(rate: rate, burst: burst)
        var taken = 0
        while bucket.hasToken(at: Self.start) {
            bucket.take(at: Self.start)
            taken += 1
        }
        #expect(taken == expected)
    }

    @Test(
        arguments: [(1, 1_000), (0.5, 2_000), (1.0 / 6, 6_000), (0.3, 3_334)] as [(Double, Int64)])
    func theNextTokenHasAMoment(rate: Double, wait: Int64) {
        var bucket = TokenBucket(rate: rate)
        let now = bucket.nextToken(at: Self.start)
        #expect(now == Self.start)
        bucket.take(at: Self.start)
        let next = bucket.nextToken(at: Self.start)
        #expect(next == Self.start + Milliseconds(rawValue: wait))
        let early = bucket.hasToken(at: Self.start + Milliseconds(rawValue: wait - 1))
        let due = bucket.hasToken(at: next)
        #expect(!early)
        #expect(due)
    }

    @Test func aClockSetBackGivesAndTakesNothing() {
        var bucket = TokenBucket(rate: 1)
        bucket.take(at: Self.start)
        let back = Timestamp(rawValue: Self.start.rawValue - 3_600_000)
        let atOnce = bucket.hasToken(at: back)
        #expect(!atOnce)
        let next = bucket.nextToken(at: back)
        #expect(next == back + .seconds(1))
        let due = bucket.hasToken(at: next)
        #expect(due)
    }

    @Test func aClockSetForwardGivesABurstAtMost() {
        var bucket = TokenBucket(rate: 5)
        bucket.take(at: Self.start)
        let later = Self.start + .seconds(86_400)
        var taken = 0
        while bucket.hasToken(at: later) {
            bucket.take(at: later)
            taken += 1
        }
        #expect(taken == 5)
    }

    @Test(
        arguments: [(3.0, 1), (7.5, 2), (100.0, 3), (0.7, 4), (1_000.0, 5)] as [(Double, UInt64)])
    func noWindowHasMoreThanItsShareAndABurst(rate: Double, seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var bucket = TokenBucket(rate: rate)
        var now = Self.start
        var taken: [Timestamp] = []
        while taken.count < 2_000 {
            if bucket.hasToken(at: now) {
                bucket.take(at: now)
                taken.append(now)
            } else if Bool.random(using: &generator) {
                now = bucket.nextToken(at: now)
            } else {
                now = now + Milliseconds(rawValue: .random(in: 0...5_000, using: &generator))
            }
        }
        // The rate is exceeded in some window if it is in one that starts and ends with a token.
        let burst = max(1, rate)
        var worst = 0.0
        for first in taken.indices {
            for last in first..<min(taken.count, first + 400) {
                let seconds = Double((taken[last] - taken[first]).rawValue) / 1_000
                worst = max(worst, Double(last - first + 1) - burst - rate * seconds)
            }
        }
        #expect(worst < 1e-6)
    }

    @Test func whoAlwaysTakesGetsTheWholeRate() {
        var bucket = TokenBucket(rate: 3)
        var now = Self.start
        for _ in 0..<3_003 {
            now = bucket.nextToken(at: now)
            bucket.take(at: now)
        }
        // Each wait is rounded up to a millisecond, but what was waited too long is kept.
        #expect((now - Self.start) <= .seconds(1_000) + 1)
    }
}

extension Milliseconds {
    fileprivate static func + (left: Milliseconds, right: Milliseconds) -> Milliseconds {
        Milliseconds(rawValue: left.rawValue + right.rawValue)
    }
}
