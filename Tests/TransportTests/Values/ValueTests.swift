import Steps
import Testing

@testable import Transport

private let start = ContinuousClock.now

@Suite("Circuit breaker")
struct CircuitBreakerTests {
    private func breaker() -> CircuitBreaker { CircuitBreaker(settings: .init()) }

    @Test("closed → open → half-open → closed, and what changes nothing in between")
    func cycle() {
        var breaker = breaker()
        breaker.succeeded()
        #expect(breaker.isClosed)
        breaker.failed(at: start)
        #expect(breaker.state == .open(until: start + .seconds(60)))
        breaker.failed(at: start + .seconds(30))
        breaker.succeeded()
        #expect(breaker.state == .open(until: start + .seconds(60)))
        let early = breaker.tick(at: start + .milliseconds(59_999))
        #expect(!early)
        let due = breaker.tick(at: start + .seconds(60))
        #expect(due && breaker.state == .halfOpen(successes: 0))
        breaker.succeeded()
        #expect(breaker.state == .halfOpen(successes: 1))
        breaker.succeeded()
        #expect(breaker.isClosed)
    }

    @Test("one failure of the trial opens it with a fresh grace")
    func badTrial() {
        var breaker = breaker()
        breaker.failed(at: start)
        _ = breaker.tick(at: start + .seconds(60))
        breaker.succeeded()
        breaker.failed(at: start + .seconds(61))
        #expect(breaker.state == .open(until: start + .seconds(121)))
    }
}

@Suite("Sliding window")
struct SlidingWindowTests {
    @Test("a call counts for exactly the window's length")
    func slides() {
        var window = SlidingWindow(length: .seconds(2), origin: start)
        window.record(failed: true, at: start)
        window.record(failed: false, at: start + .milliseconds(1))
        #expect(window.counts(at: start + .milliseconds(1999)) == .init(calls: 2, failures: 1))
        #expect(window.counts(at: start + .milliseconds(2000)) == .init(calls: 1, failures: 0))
        #expect(window.counts(at: start + .milliseconds(2001)) == .init())
    }

    @Test("it agrees with a list of all calls, whatever comes")
    func agreesWithList() {
        var random = SeededGenerator(seed: 7)
        var window = SlidingWindow(length: .milliseconds(100), origin: start)
        var calls: [(millisecond: Int, failed: Bool)] = []
        var now = 0
        for _ in 0..<20_000 {
            now += Int.random(in: 0...3, using: &random)
            let failed = Bool.random(using: &random)
            calls.append((now, failed))
            window.record(failed: failed, at: start + .milliseconds(now))
            calls.removeAll { $0.millisecond <= now - 100 }
            let counts = window.counts(at: start + .milliseconds(now))
            #expect(counts == .init(calls: calls.count, failures: calls.count { $0.failed }))
        }
    }
}

@Suite("Failure detector")
struct FailureDetectorTests {
    @Test("it needs enough failures, a high enough rate, and both within the window")
    func thresholds() {
        var detector = FailureRateDetector(minimumFailures: 10, rate: 0.5, window: .seconds(1))
        var trips = (0..<9).map { _ in detector.record(.connectionLost, at: start) }
        #expect(!trips.contains(true))
        trips = (0..<11).map { _ in detector.record(nil, at: start) }
        #expect(!trips.contains(true))
        trips = (0..<2).map { _ in detector.record(.connectionLost, at: start) }
        #expect(trips == [false, true])
        let later = detector.record(.connectionLost, at: start + .seconds(2))
        #expect(!later)
    }

    @Test("kinds that are not watched for are calls like any")
    func kinds() {
        var detector = FailureRateDetector(
            minimumFailures: 1, rate: 0, window: .seconds(1), kinds: [.deadlineExceeded])
        let trips = [FailureKind.serverError, .deadlineExceeded].map {
            detector.record($0, at: start)
        }
        #expect(trips == [false, true])
    }
}

@Suite("Probe policy")
struct ProbePolicyTests {
    @Test(
        "how many probes must hold",
        arguments: [
            (.all, 3, 0, true), (.all, 2, 0, nil), (.all, 2, 1, false), (.all, 0, 1, false),
            (.majority, 2, 0, true), (.majority, 1, 1, nil), (.majority, 1, 2, false),
            (.any, 1, 0, true), (.any, 0, 2, nil), (.any, 0, 3, false),
        ] as [(ProbePolicy, Int, Int, Bool?)])
    func verdict(policy: ProbePolicy, succeeded: Int, failed: Int, verdict: Bool?) {
        #expect(policy.verdict(succeeded: succeeded, failed: failed, of: 3) == verdict)
    }

    @Test("a tie is unhealthy")
    func tie() {
        #expect(ProbePolicy.majority.verdict(succeeded: 1, failed: 1, of: 2) == false)
    }
}

@Suite("Retries")
struct RetryTests {
    private func decision(_ isRepeatable: Bool) -> RetryDecision {
        RetryDecision(settings: .init(), isRepeatable: isRepeatable)
    }

    private func error(
        _ code: TransportError.Code, _ effect: TransportError.Effect
    ) -> RetryDecision.Ending {
        .failed(TransportError(code, "", effect: effect))
    }

    @Test("what may have had an effect is sent again only if it is repeatable")
    func safety() {
        for code in [TransportError.Code.connectionLost, .endpointLost, .malformedReply] {
            let lost = error(code, .possible)
            #expect(decision(false).delay(after: lost, tries: 1, random: 1) == nil)
            #expect(decision(true).delay(after: lost, tries: 1, random: 1) != nil)
        }
        let refused = error(.connectionRefused, .none)
        #expect(decision(false).delay(after: refused, tries: 1, random: 1) != nil)
        let busy = RetryDecision.Ending.overloaded(retryAfter: nil)
        #expect(decision(false).delay(after: busy, tries: 1, random: 1) == nil)
    }

    @Test("waits double from 10 ms to 1 s, are random from zero on, and end after three")
    func delays() {
        let refused = error(.connectionRefused, .none)
        let waits = (1...4).map { decision(false).delay(after: refused, tries: $0, random: 1) }
        #expect(waits == [.milliseconds(10), .milliseconds(20), .milliseconds(40), nil])
        #expect(decision(false).delay(after: refused, tries: 3, random: 0) == .zero)
        var settings = RetrySettings()
        settings.maximum = 100
        let many = RetryDecision(settings: settings, isRepeatable: false)
        #expect(many.delay(after: refused, tries: 90, random: 1) == .seconds(1))
    }

    @Test(
        "Retry-After is honoured when it makes sense",
        arguments: [
            ("5", 5), ("0", 0), ("-1", nil), ("99999999999", nil), ("soon", nil), (nil, nil),
            ("Fri, 31 Dec 1999 23:59:59 GMT", nil), ("1e9", nil),
        ] as [(String?, Int?)])
    func retryAfter(text: String?, seconds: Int?) {
        #expect(RetryDecision.retryAfter(text) == seconds.map { .seconds($0) })
    }

    @Test("a wait that is asked for is kept, and one that is too long ends the request")
    func askedFor() {
        let decision = decision(true)
        let soon = RetryDecision.Ending.overloaded(retryAfter: .seconds(2))
        #expect(decision.delay(after: soon, tries: 1, random: 0.5) == .seconds(2))
        let late = RetryDecision.Ending.overloaded(retryAfter: .seconds(3600))
        #expect(decision.delay(after: late, tries: 1, random: 0.5) == nil)
    }

    @Test("the budget allows a fifth of the requests and ten a second")
    func budget() {
        var budget = RetryBudget(settings: .init(), at: start)
        var spent = 0
        for _ in 0..<10_000 {
            budget.earn()
            if budget.spend(at: start) { spent += 1 }
        }
        #expect((2000...2010).contains(spent))
        while budget.spend(at: start) {}
        let later = (0..<50).count { _ in budget.spend(at: start + .seconds(2)) }
        #expect((20...21).contains(later))
    }
}

@Suite("Transport settings")
struct TransportSettingsTests {
    @Test("what cannot work is refused by name")
    func invalid() {
        let changes: [(String, (inout TransportSettings) -> Void)] = [
            ("healthChecks.interval", { $0.healthChecks.interval = .zero }),
            ("healthChecks.probes", { $0.healthChecks.probes = 0 }),
            ("healthChecks.timeout", { $0.healthChecks.timeout = .seconds(-1) }),
            ("healthChecks.timeout", { $0.healthChecks.timeout = .milliseconds(900) }),
            ("circuitBreaker.grace", { $0.circuitBreaker.grace = .seconds(-1) }),
            ("failover.attempts", { $0.failover.attempts = 0 }),
            ("failback", { $0.failback = .seconds(-1) }),
            ("retry.maximum", { $0.retry.maximum = -1 }),
            ("retry.budgetShare", { $0.retry.budgetShare = .nan }),
            ("connections.limit", { $0.connections.limit = 0 }),
            ("connections.connectTimeout", { $0.connections.connectTimeout = .zero }),
        ]
        for (name, change) in changes {
            var settings = TransportSettings()
            change(&settings)
            let error = #expect(throws: TransportError.self) { try settings.validate() }
            #expect(error?.code == .invalidSetting && error?.message.contains(name) == true)
        }
        #expect(throws: Never.self) { try TransportSettings().validate() }
    }
}
