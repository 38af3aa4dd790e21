import Steps
import Testing
import Transport

/// Random endpoints that fall ill, hang and heal, and operators who change things, in virtual time.
@Suite("Failover, simulated")
struct FailoverSimulationTests {
    @Test("what must always hold holds, whatever happens", arguments: 0..<200)
    func invariants(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let urls = (0..<Int.random(in: 1...5, using: &random)).map { "http://e\($0):1" }
        var settings = TransportSettings()
        settings.healthChecks.policy = ProbePolicy.allCases.randomElement(using: &random) ?? .all
        settings.initialPolicy = .one
        settings.failback = Bool.random(using: &random) ? .seconds(20) : .zero
        settings.circuitBreaker.grace = .seconds(Int.random(in: 0...30, using: &random))
        let driver = try FailoverDriver(
            urls.map { Endpoint(url: $0, weight: Double.random(in: 1...3, using: &random)) },
            settings)
        for _ in 0..<200 {
            let url = urls.randomElement(using: &random) ?? ""
            switch Int.random(in: 0..<8, using: &random) {
            case 0, 1: driver.heal(url)
            case 2: driver.fail(url)
            case 3: driver.hang(url)
            case 4: try driver.call(url, .connectionRefused, count: 3)
            case 5:
                try driver.apply {
                    try $0.setWeight(.random(in: 1...3, using: &random), of: url, at: $1)
                }
            case 6:
                try? driver.apply {
                    try $0.activate(url, isForced: false, for: .seconds(10), at: $1)
                }
            default: driver.run(for: .milliseconds(Int.random(in: 1...9000, using: &random)))
            }
            check(driver, seed)
        }
        // When all is well again, everything serves again, and requests end at the heaviest.
        for url in urls { driver.heal(url) }
        driver.run(for: .seconds(200))
        check(driver, seed)
        #expect(driver.reports.allSatisfy { $0.state == .healthy }, "seed \(seed)")
        guard settings.failback > .zero else { return }
        let heaviest = driver.reports.max { $0.weight < $1.weight }
        #expect(driver.chosen() == heaviest?.url, "seed \(seed)")
    }

    private func check(_ driver: FailoverDriver, _ seed: UInt64) {
        let reports = driver.reports
        let chosen = driver.chosen()
        if let chosen {
            #expect(
                reports.first { $0.url == chosen }?.state == .healthy, "seed \(seed): ill \(chosen)"
            )
            #expect(reports.first { $0.isActive }?.url == chosen, "seed \(seed): not active")
        } else if case .refused = driver.choice, driver.hasStarted {
            #expect(
                !reports.contains { $0.state == .healthy }, "seed \(seed): refused, yet healthy")
        }
        // Each switch leaves from where the one before arrived.
        var last: String?
        for case .activeEndpointChanged(let from, let to, _) in driver.events {
            #expect(from != to && (last == nil || last == from), "seed \(seed): \(driver.switches)")
            last = to
        }
    }
}

extension FailoverDriver {
    var choice: FailoverState.Choice {
        state.choose(at: now)
    }

    /// Whether the initial policy was met.
    var hasStarted: Bool {
        if case .refused(let error) = choice { return error.code != .initialPolicyNotMet }
        return true
    }
}
