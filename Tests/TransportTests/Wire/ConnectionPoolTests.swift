import NIOCore
import NIOHTTP1
import Testing

@testable import Transport

/// Requests over real connections: who waits, who ends, and what is said of it.
@Suite struct ConnectionPoolTests {
    private func limits(connections: Int = 64, waiting: Int = 10_000) -> WireLimits {
        var limits = WireLimits()
        limits.connections = connections
        limits.waiting = waiting
        return limits
    }

    private func expect(
        _ result: Result<WireReply, TransportError>, _ code: TransportError.Code,
        _ effect: TransportError.Effect
    ) {
        #expect(result.error?.code == code)
        #expect(result.error?.effect == effect)
    }

    @Test func oneConnectionServesOneAfterAnother() async throws {
        try await RawServer.run {
            $0.peer.write(.ok("\($0.number)"))
        } body: { server, port in
            try await PoolClient.run(port: port) { client in
                for number in 0..<20 { #expect(await client.send().body == "\(number)") }
                #expect(server.accepted == 1)
            }
        }
    }

    @Test func sixtyFourAtOnceAndTheOthersWait() async throws {
        let doorman = Doorman()
        try await RawServer.run(answer: doorman.answer) { server, port in
            try await PoolClient.run(port: port) { client in
                var pending: [PoolClient.Pending] = []
                for _ in 0..<100 { pending.append(try await client.begin()) }
                var requests: [RawServer.Request] = []
                for _ in 0..<64 { requests.append(try await doorman.next()) }
                try await client.expectCounts([64, 64, 36])
                for request in requests { request.peer.write(.ok()) }
                for _ in 0..<36 { try await doorman.next().peer.write(.ok()) }
                for exchange in pending { #expect(try await exchange.result.body == "ok") }
                #expect(server.accepted == 64)
                try await client.expectCounts([0, 64, 0])
            }
        }
    }

    @Test func tooManyWait() async throws {
        let doorman = Doorman()
        try await RawServer.run(answer: doorman.answer) { _, port in
            try await PoolClient.run(port: port, limits: limits(connections: 1, waiting: 1)) {
                client in
                let first = try await client.begin()
                let request = try await doorman.next()
                let second = try await client.begin()
                expect(await client.send(), .poolExhausted, .none)
                request.peer.write(.ok("1"))
                try await doorman.next().peer.write(.ok("2"))
                #expect(try await first.result.body == "1")
                #expect(try await second.result.body == "2")
            }
        }
    }

    /// The one that waits was never sent; the other's connection cannot be used again.
    @Test func deadlines() async throws {
        let doorman = Doorman()
        try await RawServer.run(answer: doorman.answer) { server, port in
            try await PoolClient.run(port: port, limits: limits(connections: 1)) { client in
                let last = try await client.begin()
                let request = try await doorman.next()
                expect(await client.send(timeout: .milliseconds(20)), .deadlineExceeded, .none)
                expect(await client.send(timeout: .zero), .deadlineExceeded, .none)
                request.peer.write(.ok())
                #expect(try await last.result.body == "ok")
                let late = try await client.begin(timeout: .milliseconds(20))
                expect(try await late.result, .deadlineExceeded, .possible)
                _ = try await doorman.next()
                await server.waitForClosings()
                let after = try await client.begin()
                try await doorman.next().peer.write(.ok())
                #expect(try await after.result.body == "ok")
                #expect(server.accepted == 2)
            }
        }
    }

    @Test func cancelling() async throws {
        let doorman = Doorman()
        try await RawServer.run(answer: doorman.answer) { server, port in
            try await PoolClient.run(port: port, limits: limits(connections: 1)) { client in
                let sent = try await client.begin()
                _ = try await doorman.next()
                let waiting = try await client.begin()
                let kept = try await client.begin()
                try await client.onLoop {
                    $0.cancel(waiting.id)
                    $0.cancel(waiting.id)
                    $0.cancel(sent.id)
                }
                expect(try await waiting.result, .cancelled, .none)
                expect(try await sent.result, .cancelled, .possible)
                await server.waitForClosings()
                try await doorman.next().peer.write(.ok("kept"))
                #expect(try await kept.result.body == "kept")
                try await client.onLoop { $0.cancel(kept.id) }
            }
        }
    }

    @Test func abandoning() async throws {
        let doorman = Doorman()
        try await RawServer.run(answer: doorman.answer) { server, port in
            try await PoolClient.run(port: port, limits: limits(connections: 1)) { client in
                let sent = try await client.begin()
                _ = try await doorman.next()
                let waiting = try await client.begin()
                try await client.onLoop { $0.abandon("declared dead") }
                expect(try await waiting.result, .endpointLost, .none)
                expect(try await sent.result, .endpointLost, .possible)
                #expect(try await sent.result.error?.message == "declared dead")
                await server.waitForClosings()
                let after = try await client.begin()
                try await doorman.next().peer.write(.ok())
                #expect(try await after.result.body == "ok")
            }
        }
    }

    @Test func shuttingDown() async throws {
        let doorman = Doorman()
        try await RawServer.run(answer: doorman.answer) { server, port in
            try await PoolClient.run(port: port, limits: limits(connections: 1)) { client in
                let sent = try await client.begin()
                _ = try await doorman.next()
                let waiting = try await client.begin()
                try await client.shutdown()
                expect(try await sent.result, .closed, .possible)
                expect(try await waiting.result, .closed, .none)
                expect(await client.send(), .closed, .none)
                await server.waitForClosings()
            }
        }
    }

    /// A connection that was closed while it was idle is not given to a request.
    @Test func idleConnectionThatThePeerCloses() async throws {
        try await RawServer.run { request in
            request.peer.channel.writeAndFlush(ByteBuffer(string: .ok("\(request.peer.number)")))
                .whenComplete { _ in if request.peer.number == 0 { request.peer.close() } }
        } body: { server, port in
            try await PoolClient.run(port: port) { client in
                #expect(await client.send().body == "0")
                while try await client.onLoop({ $0.connections }) > 0 { await Task.yield() }
                #expect(await client.send().body == "1")
            }
        }
    }

    @Test func idleConnectionThatIsOld() async throws {
        var limits = limits()
        limits.idleTimeout = .milliseconds(10)
        try await RawServer.run {
            $0.peer.write(.ok())
        } body: { server, port in
            try await PoolClient.run(port: port, limits: limits) { client in
                #expect(await client.send().body == "ok")
                await server.waitForClosings()
                #expect(await client.send().body == "ok")
                #expect(server.accepted == 2)
            }
        }
    }

    /// Even then nothing is known of the request, and it is not sent again.
    @Test func connectionThatBreaksWhenUsedAgain() async throws {
        try await RawServer.run { request in
            if request.number == 0 { request.peer.write(.ok()) } else { request.peer.close() }
        } body: { server, port in
            try await PoolClient.run(port: port) { client in
                #expect(await client.send().body == "ok")
                expect(await client.send(), .connectionLost, .possible)
                #expect(server.accepted == 1)
            }
        }
    }

    /// Completions come back with the next request, and that finds the connection free.
    @Test func sendingFromCompletions() async throws {
        try await RawServer.run {
            $0.peer.write(.ok("\($0.number)"))
        } body: { server, port in
            try await PoolClient.run(port: port) { client in
                let last: String? = await withCheckedContinuation { continuation in
                    @Sendable func step(_ count: Int) {
                        _ = client.pool.send(.get, deadline: .distantFuture) { result in
                            if count == 0 { return continuation.resume(returning: result.body) }
                            step(count - 1)
                        }
                    }
                    client.pool.loop.execute { step(50) }
                }
                #expect(last == "50")
                #expect(server.accepted == 1)
            }
        }
    }
}
