import Testing
import Transport

@Suite("Changes to the endpoints while they serve")
struct ChangesTests {
    @Test("an added endpoint takes over at once if it is healthy and heavier")
    func add() throws {
        let driver = try three()
        let d = "http://d:1"
        driver.heal(d)
        try driver.apply { state, now in try state.add(Endpoint(url: d, weight: 9), at: now).1 }
        #expect(driver.chosen() == d)
        #expect(driver.switches == ["a→d failback"])
    }

    @Test("what is there already, or makes no sense, is refused by name")
    func addRefused() throws {
        let driver = try three()
        for url in [a, "http://A:1/", "ftp://x", "http://", "http://u:p@h", "http://h?x", "h:1"] {
            #expect(throws: TransportError.self, "\(url)") {
                try driver.apply { try $0.add(Endpoint(url: url), at: $1).1 }
            }
        }
        for weight in [0, -1, .nan, .infinity] {
            #expect(throws: TransportError.self) {
                try driver.apply { try $0.add(Endpoint(url: "http://d", weight: weight), at: $1).1 }
            }
        }
    }

    @Test("removing the active one switches, a passive one does not, the last one is refused")
    func remove() throws {
        let driver = try three()
        try driver.apply { try $0.remove(b, at: $1).1 }
        #expect(driver.switches.isEmpty)
        try driver.apply { try $0.remove(a, at: $1).1 }
        #expect(driver.chosen() == c)
        #expect(driver.switches == ["a→c removed"])
        #expect(code { try driver.apply { try $0.remove(c, at: $1).1 } } == .lastEndpoint)
        #expect(code { try driver.apply { try $0.remove(a, at: $1).1 } } == .unknownEndpoint)
    }

    @Test("a weight that makes an endpoint the heaviest healthy one moves requests to it")
    func weight() throws {
        let driver = try three()
        try driver.apply { try $0.setWeight(2.5, of: c, at: $1) }
        #expect(driver.switches.isEmpty)
        try driver.apply { try $0.setWeight(4, of: c, at: $1) }
        #expect(driver.chosen() == c)
        try driver.apply { try $0.setWeight(1, of: c, at: $1) }
        #expect(driver.chosen() == a)
        #expect(driver.switches == ["a→c weightChanged", "c→a weightChanged"])
    }

    @Test("with failback off, changes that have nothing to do with it move nothing")
    func unrelatedChanges() throws {
        var settings = TransportSettings()
        settings.failback = .zero
        let driver = try three(settings)
        driver.fail(a)
        driver.run(for: .seconds(6))
        driver.heal(a)
        driver.run(for: .seconds(100))
        #expect(driver.reports[0].state == .healthy)
        let d = "http://d:1"
        driver.heal(d)
        try driver.apply { try $0.add(Endpoint(url: d, weight: 0.5), at: $1).1 }
        try driver.apply { try $0.setWeight(2, of: b, at: $1) }
        try driver.apply { try $0.setWeight(0.7, of: d, at: $1) }
        driver.run(for: .seconds(100))
        #expect(driver.chosen() == b)
        #expect(driver.switches == ["a→b healthCheck"])
    }

    @Test("a sole endpoint that is left alone is checked from the second one on")
    func soleEndpoint() throws {
        var settings = TransportSettings()
        settings.healthChecks.skipsSoleEndpoint = true
        let driver = try FailoverDriver([Endpoint(url: a, weight: 2)], settings)
        driver.fail(a)
        driver.run(for: .seconds(20))
        try driver.call(a, .connectionLost, count: 5000)
        #expect(driver.chosen() == a)
        #expect(driver.probes.isEmpty)
        driver.heal(b)
        try driver.apply { try $0.add(Endpoint(url: b), at: $1).1 }
        driver.run(for: .seconds(6))
        #expect(driver.chosen() == b)
    }

    @Test("a manual choice stays until it is released, past failback")
    func manual() throws {
        let driver = try three()
        try driver.apply { try $0.activate(c, isForced: false, for: nil, at: $1) }
        driver.run(for: .seconds(1000))
        #expect(driver.chosen() == c)
        driver.apply { $0.release(at: $1) }
        driver.run(for: .seconds(119))
        #expect(driver.chosen() == c)
        driver.run(for: .seconds(2))
        #expect(driver.chosen() == a)
        #expect(driver.switches == ["a→c manual", "c→a failback"])
    }

    @Test("a manual choice with a duration ends by itself")
    func manualDuration() throws {
        let driver = try three()
        try driver.apply { try $0.activate(b, isForced: false, for: .seconds(30), at: $1) }
        driver.run(for: .seconds(30 + 121))
        #expect(driver.chosen() == a)
    }

    @Test("while the chosen one is ill another one serves, and it comes back to it")
    func manualIll() throws {
        let driver = try three()
        try driver.apply { try $0.activate(c, isForced: false, for: nil, at: $1) }
        driver.fail(c)
        driver.run(for: .seconds(6))
        #expect(driver.chosen() == a)
        driver.heal(c)
        driver.run(for: .seconds(70))
        #expect(driver.chosen() == c)
    }

    @Test("an ill endpoint is chosen by force alone")
    func forced() throws {
        let driver = try three()
        driver.fail(b)
        driver.run(for: .seconds(6))
        #expect(
            code { try driver.apply { try $0.activate(b, isForced: false, for: nil, at: $1) } }
                == .unhealthyEndpoint)
        try driver.apply { try $0.activate(b, isForced: true, for: nil, at: $1) }
        driver.run(for: .seconds(20))
        #expect(driver.chosen() == b)
        driver.apply { $0.release(at: $1) }
        #expect(driver.chosen() == a)
    }

    @Test("a check that is added counts from the next round on")
    func addCheck() throws {
        var settings = TransportSettings()
        settings.healthChecks.checks = []
        let driver = try three(settings)
        #expect(driver.probes.isEmpty)
        driver.fail(a)
        driver.apply { $0.add(TCPHealthCheck(), at: $1) }
        #expect(driver.chosen() == b)
    }

    private func code(_ body: () throws -> Void) -> TransportError.Code? {
        do {
            try body()
            return nil
        } catch {
            return (error as? TransportError)?.code
        }
    }
}
