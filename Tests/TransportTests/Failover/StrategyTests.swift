import Testing
import Transport

@Suite("Strategies")
struct StrategyTests {
    @Test("requests take turns among equals, and leave out the ill one")
    func roundRobin() throws {
        var settings = TransportSettings()
        settings.strategy = RoundRobinSelection()
        let driver = try FailoverDriver(
            [Endpoint(url: a), Endpoint(url: b), Endpoint(url: c, weight: 0.5)], settings)
        driver.run(for: .milliseconds(1))
        var counts: [String: Int] = [:]
        for _ in 0..<100 { counts[driver.chosen() ?? "", default: 0] += 1 }
        #expect(counts == [a: 50, b: 50])
        driver.fail(a)
        driver.run(for: .seconds(6))
        for _ in 0..<10 { #expect(driver.chosen() == b) }
    }

    @Test("an endpoint that has become faster takes over after the time of failback")
    func latencyFailback() throws {
        var settings = TransportSettings()
        settings.strategy = LatencySelection()
        settings.failback = .seconds(10)
        let driver = try FailoverDriver([Endpoint(url: a), Endpoint(url: b)], settings)
        driver.run(for: .milliseconds(1))
        #expect(driver.chosen() == a)
        // Probes take a millisecond, and calls five; so whoever is called looks slower.
        try driver.call(a, count: 50)
        driver.run(for: .seconds(20))
        #expect(driver.chosen() == b)
        #expect(driver.switches == ["a→b failback"])
    }

    @Test("the fastest for its weight is preferred, and equals do not take turns being active")
    func latency() {
        let strategy = LatencySelection()
        let slow = Candidate(url: a, weight: 1, latency: .milliseconds(10))
        let fast = Candidate(url: b, weight: 1, latency: .milliseconds(4))
        let heavy = Candidate(url: c, weight: 3, latency: .milliseconds(11))
        #expect(strategy.preferred(among: [slow, fast]) == 1)
        #expect(strategy.preferred(among: [slow, fast, heavy]) == 2)
        #expect(strategy.preferred(among: [Candidate(url: a, weight: 9), fast]) == 1)
        #expect(strategy.isBetter(fast, than: slow))
        #expect(!strategy.isBetter(heavy, than: fast))
    }
}
