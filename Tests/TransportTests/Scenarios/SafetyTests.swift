import NIOCore
import NIOHTTP1
import Testing
import Transport

extension Scenarios {
    /// A request that may have had an effect is sent again only where that can do no harm.
    struct SafetyTests {
        private static let key = "key"

        /// The first endpoint takes each request and breaks the connection.
        @Test(arguments: [
            (HTTPMethod.POST, Self.key as String?, true, true), (.POST, Self.key, false, false),
            (.POST, nil, true, false), (.GET, nil, false, true), (.DELETE, nil, true, false),
        ])
        func aReplyIsLost(
            method: HTTPMethod, key: String?, sharesIdempotency: Bool, isRepeated: Bool
        ) async throws {
            try await TestBed.run { bed async throws in
                let broken = try await bed.server { request in
                    request.path == "/ping/" ? .text("PONG") : .none
                }
                let keys = Watched<[String?]>([])
                let well = try await bed.server { request in
                    guard request.path != "/ping/" else { return .text("PONG") }
                    keys.change { $0.append(request.headers.first(name: "idempotency-key")) }
                    return .text("done")
                }
                let client = try await bed.client([broken.url, well.url]) { settings in
                    settings.sharesIdempotency = sharesIdempotency
                    settings.failureDetectors = [FailureRateDetector(minimumFailures: 1)]
                }
                let request = Request(method, "/a", idempotencyKey: key)
                if isRepeated {
                    let reply = try await client.client.send(request)
                    #expect(reply.endpoint == well.url && reply.tries == 2)
                    #expect(keys.value == [key])
                } else {
                    let error = await #expect(throws: TransportError.self) {
                        try await client.client.send(request)
                    }
                    #expect(error?.effect == .possible && error?.code == .connectionLost)
                    #expect(error?.endpoint == broken.url)
                    #expect(well.requests.value["/a"] == nil)
                }
                #expect(broken.requests.value["/a"] == 1)
            }
        }

        /// Never sent, so it is free to go elsewhere.
        @Test func aConnectionIsRefused() async throws {
            try await TestBed.run { bed async throws in
                let replicas = try await bed.replicas(2)
                let client = try await bed.client(replicas.map { $0.url() }) { settings in
                    // The checks notice nothing: it is the request that does.
                    settings.healthChecks.interval = .seconds(600)
                }
                // Not by a request, whose connection might be used once more before its end is seen.
                try await client.wait(for: replicas[0].url(), toBe: .healthy)
                await replicas[0].kill()
                let reply = try await client.create("5")
                #expect(reply.status == 201 && reply.endpoint == replicas[1].url())
                #expect(try await replicas[1].ledger().map(\.applied) == [true])
            }
        }

        @Test func whatIsUnderWayAtADeadEndpointIsGivenUpAtOnce() async throws {
            try await TestBed.run { bed async throws in
                let replicas = try await bed.replicas(2)
                let proxy = try await bed.proxy(to: replicas[0].port())
                let client = try await bed.client([proxy.url, replicas[1].url()])
                #expect(try await client.ask() == proxy.url)
                try await proxy.set(.blackhole)
                let error = await #expect(throws: TransportError.self) {
                    _ = try await client.client.send(
                        Request(
                            .POST, "/v1/group", body: ByteBuffer(string: #"{"groupId":"5"}"#),
                            timeout: .seconds(3600)))
                }
                #expect(error?.code == .endpointLost && error?.effect == .possible)
                #expect(error?.endpoint == proxy.url)
            }
        }

        @Test func aListenerThatThrowsHarmsNobody() async throws {
            struct Broken: Error {}
            try await TestBed.run { bed async throws in
                let servers = try await bed.pongs(2)
                let client = try await bed.client(servers.map(\.url))
                client.client.onEvent { _ in throw Broken() }
                let later = Watched(0)
                client.client.onEvent { event in
                    if case .activeEndpointChanged = event { later.change { $0 += 1 } }
                }
                #expect(try await client.ask() == servers[0].url)
                await servers[0].stop()
                try await later.wait(for: "the switch") { $0 == 1 }
                #expect(try await client.ask() == servers[1].url)
                #expect(client.switches.count == 1)
            }
        }
    }
}
