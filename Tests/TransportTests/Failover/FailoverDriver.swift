import Transport

/// Drives a ``FailoverState`` through virtual time against endpoints whose health is scripted.
final class FailoverDriver {
    static let origin = ContinuousClock.now

    var state: FailoverState
    /// Since the beginning.
    private(set) var time = Duration.zero
    /// What a probe of an endpoint finds; one that is `nil` never answers.
    var answers: [String: String?] = [:]
    private(set) var events: [TransportEvent] = []
    private(set) var abandoned: [String] = []
    private(set) var probes: [String] = []
    private var open: [(id: EndpointID, number: Int, url: String)] = []

    init(_ endpoints: [Endpoint], _ settings: TransportSettings = TransportSettings()) throws {
        state = try FailoverState(endpoints: endpoints, settings: settings, at: Self.origin)
        for endpoint in endpoints { answers[endpoint.url] = .some("") }
    }

    var now: ContinuousClock.Instant { Self.origin + time }

    /// The URL of the endpoint that serves the next request.
    func chosen() -> String? {
        guard case .endpoint(let id) = state.choose(at: now) else { return nil }
        return state.endpoint(of: id)?.endpoint.url
    }

    /// Why the next request is refused.
    func refusal() -> TransportError? {
        if case .refused(let error) = state.choose(at: now) { error } else { nil }
    }

    /// The switches so far, as `from→to reason`.
    var switches: [String] {
        events.compactMap {
            guard case .activeEndpointChanged(let from, let to, let reason) = $0 else { return nil }
            return "\(from.name)→\(to.name) \(reason.rawValue)"
        }
    }

    /// Applies a change now, and answers the probes that follow at once.
    func apply(
        _ body: (inout FailoverState, ContinuousClock.Instant) throws -> [FailoverState.Effect]
    ) rethrows {
        perform(try body(&state, now))
        answer()
    }

    /// Ends a call at an endpoint.
    func call(_ url: String, _ failure: FailureKind? = nil, count: Int = 1) throws {
        let id = try state.id(of: url)
        for _ in 0..<count {
            apply { state, now in
                state.callEnded(
                    at: id, failure: failure, latency: .milliseconds(5), at: now)
            }
        }
    }

    /// Lets time pass, doing what is due when it is due.
    func run(for duration: Duration) {
        let end = time + duration
        apply { $0.tick(at: $1) }
        while let deadline = state.deadline, deadline - Self.origin <= end {
            time = max(time, deadline - Self.origin)
            apply { $0.tick(at: $1) }
        }
        time = end
    }

    private func perform(_ effects: [FailoverState.Effect]) {
        for effect in effects {
            switch effect {
            case .emit(let event): events.append(event)
            case .abandon(let id):
                if let url = state.endpoint(of: id)?.endpoint.url { abandoned.append(url) }
            case .probe(let id, let number, _):
                guard let url = state.endpoint(of: id)?.endpoint.url else { continue }
                probes.append(url)
                open.append((id, number, url))
            }
        }
    }

    private func answer() {
        while let probe = open.first {
            open.removeFirst()
            guard let answer = answers[probe.url] ?? "gone" else { continue }
            perform(
                state.probed(
                    probe.id, number: probe.number, failure: answer.isEmpty ? nil : answer,
                    latency: .milliseconds(1), at: now))
        }
    }

    func heal(_ url: String) { answers[url] = .some("") }
    func fail(_ url: String) { answers[url] = .some("refused") }
    func hang(_ url: String) { answers[url] = .some(nil) }
}

extension String {
    /// `a` of `http://a:1`.
    var name: String { String(dropFirst(7).prefix { $0 != ":" }) }
}

let a = "http://a:1"
let b = "http://b:1"
let c = "http://c:1"

/// Three endpoints, the first the heaviest.
func three(_ settings: TransportSettings = TransportSettings()) throws -> FailoverDriver {
    let driver = try FailoverDriver(
        [Endpoint(url: a, weight: 3), Endpoint(url: b, weight: 2), Endpoint(url: c)], settings)
    driver.run(for: .milliseconds(1))
    return driver
}
