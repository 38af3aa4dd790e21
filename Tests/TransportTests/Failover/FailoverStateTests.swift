import Testing
import Transport

@Suite("Failover")
struct FailoverStateTests {
    @Test("the heaviest healthy endpoint is active, and the start is no switch")
    func start() throws {
        let driver = try three()
        #expect(driver.chosen() == a)
        #expect(driver.switches.isEmpty)
    }

    @Test("among equals the one listed first is active")
    func ties() throws {
        let driver = try FailoverDriver([Endpoint(url: b), Endpoint(url: a)])
        driver.run(for: .milliseconds(1))
        #expect(driver.chosen() == b)
    }

    @Test("a failed check moves requests to the next by weight, once, and gives up what is there")
    func checkFails() throws {
        let driver = try three()
        driver.fail(a)
        driver.run(for: .seconds(5))
        #expect(driver.chosen() == b)
        #expect(driver.switches == ["a→b healthCheck"])
        #expect(driver.abandoned == [a])
        driver.run(for: .seconds(30))
        #expect(driver.switches.count == 1)
    }

    @Test("a hanging endpoint is left within the interval and the time of a round, without traffic")
    func hang() throws {
        let driver = try three()
        driver.hang(a)
        driver.run(for: .seconds(5) + .seconds(3))
        #expect(driver.chosen() == b)
    }

    @Test("endpoints fail in order of weight and come back: requests follow each step")
    func thereAndBack() throws {
        let driver = try three()
        driver.fail(a)
        driver.run(for: .seconds(6))
        driver.fail(b)
        driver.run(for: .seconds(6))
        #expect(driver.chosen() == c)
        driver.heal(b)
        driver.run(for: .seconds(60 + 120 + 20))
        #expect(driver.chosen() == b)
        driver.heal(a)
        driver.run(for: .seconds(60 + 120 + 20))
        #expect(driver.chosen() == a)
        #expect(
            driver.switches == [
                "a→b healthCheck", "b→c healthCheck", "c→b failback", "b→a failback",
            ])
    }

    @Test("with failback off requests stay")
    func failbackOff() throws {
        var settings = TransportSettings()
        settings.failback = .zero
        let driver = try three(settings)
        driver.fail(a)
        driver.run(for: .seconds(6))
        driver.heal(a)
        driver.run(for: .seconds(600))
        #expect(driver.chosen() == b)
    }

    @Test("failback waits until the better endpoint was healthy for its whole time")
    func failbackStartsAnew() throws {
        var settings = TransportSettings()
        settings.circuitBreaker.grace = .seconds(1)
        let driver = try three(settings)
        driver.fail(a)
        driver.run(for: .seconds(6))
        driver.heal(a)
        driver.run(for: .seconds(100))
        driver.fail(a)
        driver.run(for: .seconds(10))
        driver.heal(a)
        driver.run(for: .seconds(100))
        #expect(driver.chosen() == b)
        driver.run(for: .seconds(40))
        #expect(driver.chosen() == a)
    }

    @Test("in the grace a healthy endpoint is not selected; then two good rounds let it in")
    func grace() throws {
        let driver = try three()
        driver.fail(a)
        driver.run(for: .seconds(5))
        driver.heal(a)
        driver.fail(b)
        driver.fail(c)
        driver.run(for: .seconds(59))
        #expect(driver.chosen() == nil)
        #expect(driver.reports[0].state == .open)
        driver.run(for: .seconds(4))
        #expect(driver.chosen() == a)
        #expect(
            driver.switches == ["a→b healthCheck", "b→c healthCheck", "c→a healthCheck"])
    }

    @Test("one bad round of the trial opens the breaker again, with a fresh grace")
    func badTrial() throws {
        let driver = try three()
        driver.fail(a)
        driver.run(for: .seconds(70))
        #expect(driver.reports[0].state == .open)
        driver.heal(a)
        driver.run(for: .seconds(50))
        #expect(driver.reports[0].state == .open)
        driver.run(for: .seconds(15))
        #expect(driver.reports[0].state == .healthy)
    }

    @Test("a refused connection makes the checks decide at once")
    func refused() throws {
        let driver = try three()
        driver.run(for: .seconds(2))
        driver.fail(a)
        try driver.call(a, .connectionRefused)
        #expect(driver.chosen() == b)
    }

    @Test("a detector trips its own endpoint, and a late failure of the old one not the new")
    func detector() throws {
        let driver = try three()
        try driver.call(a, .serverError, count: 999)
        #expect(driver.chosen() == a)
        try driver.call(a, .serverError)
        #expect(driver.chosen() == b)
        try driver.call(a, .serverError, count: 5000)
        #expect(driver.chosen() == b)
        #expect(driver.switches == ["a→b failureDetector"])
    }

    @Test(
        "with none healthy, requests are told to come back, then that it is over; bursts count once"
    )
    func noneHealthy() throws {
        var settings = TransportSettings()
        settings.healthChecks.checks = []
        let driver = try FailoverDriver([Endpoint(url: a)], settings)
        driver.hang(a)
        try driver.call(a, .connectionLost, count: 1000)
        for _ in 0..<10 {
            for _ in 0..<100 { #expect(driver.refusal()?.code == .temporarilyUnavailable) }
            #expect(driver.refusal()?.retryAfter == .seconds(12))
            driver.run(for: .seconds(12))
        }
        #expect(driver.refusal()?.code == .noHealthyEndpoint)
        driver.heal(a)
        driver.run(for: .seconds(70))
        #expect(driver.chosen() == a)
    }

    @Test("recovery in between resets the attempts")
    func attemptsReset() throws {
        var settings = TransportSettings()
        settings.failover.attempts = 1
        settings.circuitBreaker.grace = .zero
        let driver = try FailoverDriver([Endpoint(url: a)], settings)
        driver.run(for: .milliseconds(1))
        for _ in 0..<3 {
            driver.fail(a)
            driver.run(for: .seconds(6))
            #expect(driver.refusal()?.code == .temporarilyUnavailable)
            driver.heal(a)
            driver.run(for: .seconds(20))
            #expect(driver.chosen() == a)
        }
    }
}

extension FailoverDriver {
    var reports: [EndpointReport] {
        state.reports(inFlight: { _ in 0 }, at: now)
    }
}
