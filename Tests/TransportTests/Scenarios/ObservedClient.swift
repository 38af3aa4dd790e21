import NIOCore
import NIOHTTP1
import TestProcesses
import Transport

/// A client that runs, and what it has told of.
struct ObservedClient: Sendable {
    /// A move of the requests from one endpoint to another.
    struct Switch: Equatable, Sendable {
        let from: String
        let to: String
        let reason: TransportEvent.SwitchReason
    }

    let client: FailoverClient
    /// All events so far.
    let events = Watched<[TransportEvent]>([])

    init(_ client: FailoverClient) {
        self.client = client
        client.onEvent { [events] event in events.change { $0.append(event) } }
    }

    var switches: [Switch] { Self.switches(in: events.value) }

    /// Waits until there have been so many moves.
    func waitForSwitches(_ count: Int) async throws {
        try await events.wait(for: "\(count) switches") { Self.switches(in: $0).count >= count }
    }

    /// Waits until an endpoint is in a state.
    func wait(for url: String, toBe state: EndpointState) async throws {
        try await eventually("\(url) is \(state)") {
            await client.endpoints().contains { $0.url == url && $0.state == state }
        }
    }

    /// The URL of the endpoint that requests go to.
    func active() async -> String? {
        await client.endpoints().first(where: \.isActive)?.url
    }

    /// Asks and says who answered.
    func ask(_ path: String = "/ping/") async throws -> String {
        try await client.send(Request(.GET, path)).endpoint
    }

    /// Creates a group, and says what came back.
    func create(_ group: String, key: String? = nil) async throws -> Reply {
        try await client.send(
            Request(
                .POST, "/v1/group", body: ByteBuffer(string: #"{"groupId":"\#(group)"}"#),
                idempotencyKey: key))
    }

    private static func switches(in events: [TransportEvent]) -> [Switch] {
        events.compactMap { event in
            guard case .activeEndpointChanged(let from, let to, let reason) = event else {
                return nil
            }
            return Switch(from: from, to: to, reason: reason)
        }
    }
}

extension TransportSettings {
    /// What is right for tests: everything happens soon, and nothing comes back by itself.
    static var quick: TransportSettings {
        var settings = TransportSettings()
        settings.healthChecks.interval = .milliseconds(50)
        settings.healthChecks.spacing = .milliseconds(5)
        settings.healthChecks.timeout = .seconds(5)
        settings.circuitBreaker.grace = .seconds(600)
        settings.initialPolicy = .all
        settings.failback = .zero
        // A machine that is busy with other tests takes its time to declare an endpoint dead.
        settings.retry.maximum = 12
        settings.retry.budgetPerSecond = 1000
        return settings
    }
}

extension TestBed {
    /// Starts a client; the earlier an endpoint is listed, the heavier it is.
    func client(
        _ urls: [String], _ change: (inout TransportSettings) -> Void = { _ in }
    ) async throws -> ObservedClient {
        let endpoints = urls.enumerated().map { index, url in
            Endpoint(url: url, weight: Double(urls.count - index))
        }
        return try await client(endpoints, change)
    }

    /// Starts a client of the endpoints.
    func client(
        _ endpoints: [Endpoint], _ change: (inout TransportSettings) -> Void = { _ in }
    ) async throws -> ObservedClient {
        var settings = TransportSettings.quick
        change(&settings)
        let client = try FailoverClient(endpoints: endpoints, settings: settings)
        let observed = ObservedClient(client)
        let run = Task { await client.run() }
        atEnd {
            run.cancel()
            await client.close()
            await run.value
        }
        return observed
    }

    /// Starts servers that answer `PONG`.
    func pongs(_ count: Int) async throws -> [ScriptedServer] {
        var servers: [ScriptedServer] = []
        for _ in 0..<count { servers.append(try await server { _ in .text("PONG") }) }
        return servers
    }
}
