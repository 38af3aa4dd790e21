import Testing
import Transport

@Suite("Initial policy")
struct InitialPolicyTests {
    @Test(
        "the first request waits for enough healthy endpoints",
        arguments: [
            (.all, 3, true), (.all, 2, false), (.majority, 2, true), (.majority, 1, false),
            (.one, 1, true), (.one, 0, false),
        ] as [(InitialPolicy, Int, Bool)])
    func policy(policy: InitialPolicy, healthy: Int, serves: Bool) throws {
        var settings = TransportSettings()
        settings.initialPolicy = policy
        let driver = try FailoverDriver(
            [a, b, c].map { Endpoint(url: $0) }, settings)
        for url in [a, b, c].dropFirst(healthy) { driver.fail(url) }
        #expect(driver.chosen() == nil)
        #expect(driver.refusal() == nil)
        driver.run(for: .milliseconds(1))
        #expect((driver.chosen() != nil) == serves)
        #expect((driver.refusal()?.code == .initialPolicyNotMet) == !serves)
    }

    @Test("a tie is no majority")
    func tie() throws {
        let driver = try FailoverDriver([Endpoint(url: a), Endpoint(url: b)])
        driver.fail(b)
        driver.run(for: .milliseconds(1))
        #expect(driver.refusal()?.code == .initialPolicyNotMet)
        driver.heal(b)
        driver.run(for: .seconds(7))
        #expect(driver.chosen() == a)
    }

    @Test("a heavier endpoint that was not checked yet is waited for, until its round is over")
    func heavierUnchecked() throws {
        let driver = try FailoverDriver(
            [Endpoint(url: a, weight: 2), Endpoint(url: b), Endpoint(url: c)])
        driver.hang(a)
        driver.run(for: .seconds(2))
        #expect(driver.chosen() == nil)
        driver.run(for: .seconds(1))
        #expect(driver.chosen() == b)
    }

    @Test("one that is ill from the start needs no grace to come in")
    func lateStart() throws {
        let driver = try three()
        let slow = try FailoverDriver([Endpoint(url: a)])
        slow.fail(a)
        slow.run(for: .seconds(1))
        slow.heal(a)
        slow.run(for: .seconds(6))
        #expect(slow.chosen() == a)
        #expect(driver.chosen() == a)
    }
}
