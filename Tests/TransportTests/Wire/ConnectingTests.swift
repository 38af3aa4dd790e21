import NIOCore
import NIOPosix
import TestProcesses
import Testing

@testable import Transport

/// Connections that are not made: nothing was sent, and it is said why.
@Suite struct ConnectingTests {
    @Test(arguments: ["127.0.0.1", "localhost"])
    func refused(_ host: String) async throws {
        // Not one that was listened on: another server may have it by now.
        let port = LoopbackPort.take()
        try await PoolClient.run(host: host, port: port) { client in
            let results = await withTaskGroup { group in
                for _ in 0..<200 { group.addTask { await client.send() } }
                return await group.reduce(into: []) { $0.append($1) }
            }
            for result in results {
                #expect(result.error?.code == .connectionRefused)
                #expect(result.error?.effect == TransportError.Effect.none)
                #expect(result.error?.message.contains("Connection refused") == true)
            }
            try await client.expectCounts([0, 0, 0])
            guard case .failure(let error) = await client.connect() else {
                Issue.record("connected to nobody")
                return
            }
            #expect(error.code == .connectionRefused)
        }
    }

    @Test func unknownName() async throws {
        try await PoolClient.run(host: "no-such-host.invalid", port: 80) { client in
            let error = await client.send().error
            #expect([.connectionRefused, .connectTimeout].contains(error?.code))
            #expect(error?.effect == TransportError.Effect.none)
        }
    }

    /// Nobody takes the connections from a listener whose queue is full, and nobody refuses them.
    @Test func unanswered() async throws {
        let listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.backlog, value: 1)
            .serverChannelOption(.autoRead, value: false)
            .bind(host: "127.0.0.1", port: 0).get()
        var limits = WireLimits()
        limits.connectTimeout = .milliseconds(100)
        try await PoolClient.run(port: listener.localAddress?.port ?? 0, limits: limits) { client in
            let errors = await withTaskGroup { group in
                for _ in 0..<8 { group.addTask { await client.send(timeout: .seconds(1)).error } }
                return await group.reduce(into: []) { $0.append($1) }
            }
            let ends = Set(errors.map { [$0?.code.rawValue, ($0?.effect).map { "\($0)" }] })
            #expect(ends.contains(["connectTimeout", "none"]))
            // The queue takes a few, if the machine has time for them before they are given up.
            #expect(
                ends.isSubset(of: [["connectTimeout", "none"], ["deadlineExceeded", "possible"]]))
        }
        try await listener.close()
    }

    @Test func addressOfIPv6() async throws {
        do {
            try await RawServer.run(host: "::1") { request in
                request.peer.write(.ok(request.text.contains("Host: [::1]:") ? "host" : "none"))
            } body: { _, port in
                try await PoolClient.run(host: "[::1]", port: port) { client in
                    #expect(await client.send().body == "host")
                }
            }
        } catch is IOError {
            // The machine has no IPv6.
        }
    }

    @Test func connectingAlone() async throws {
        try await RawServer.run { _ in
        } body: { server, port in
            try await PoolClient.run(host: "localhost", port: port) { client in
                try await client.connect().get()
                await server.waitForClosings()
                try await client.expectCounts([0, 0, 0])
            }
        }
    }

    @Test func hostHeaders() {
        #expect(WireTarget(host: "a.example", port: 80).hostHeader == "a.example")
        #expect(WireTarget(host: "a.example", port: 81).hostHeader == "a.example:81")
        #expect(WireTarget(host: "::1", port: 80).hostHeader == "[::1]")
        #expect(WireTarget(host: "[::1]", port: 8080).hostHeader == "[::1]:8080")
        #expect(WireTarget(host: "[::1]", port: 8080).host == "::1")
        #expect(WireTarget(host: "a.example", port: 80).serverHostname == "a.example")
        #expect(WireTarget(host: "127.0.0.1", port: 80).serverHostname == nil)
        #expect(WireTarget(host: "::1", port: 80).serverHostname == nil)
    }
}
