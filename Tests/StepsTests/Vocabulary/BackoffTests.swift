import Testing

@testable import Steps

struct BackoffTests {
    @Test(
        arguments: [
            (0, 100), (1, 100), (2, 200), (3, 400), (6, 3_200), (7, 5_000), (1_000_000, 5_000),
        ] as [(Int, Milliseconds)])
    func theBoundGrowsToTheCap(failures: Int, bound: Milliseconds) {
        #expect(Backoff.bound(after: failures, policy: .forward) == bound)
    }

    @Test func aPolicyWithoutWaitsDoesNotWait() {
        let policy = RetryPolicy(attempts: 3, initial: 0, multiplier: 10, cap: 0)
        var generator = SystemRandomNumberGenerator()
        #expect(Backoff.wait(after: 5, policy: policy, using: &generator) == 0)
    }

    @Test func waitsReachBothEnds() {
        let policy = RetryPolicy(attempts: 3, initial: 2, multiplier: 1, cap: 2)
        var generator = SystemRandomNumberGenerator()
        let waits = Set(
            (0..<1_000).map { _ in Backoff.wait(after: 1, policy: policy, using: &generator) })
        #expect(waits == [0, 1, 2])
    }
}
