import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Testing

/// The proxy is what it says to those that connect.
struct TCPProxyTests {
    private let line = "GET /a HTTP/1.1\r\nhost: a\r\n\r\n"

    @Test func itForwardsAndCounts() async throws {
        try await run { server, proxy async throws in
            for _ in 0..<3 {
                #expect(
                    try await Exchange.send(.POST, proxy.url + "/a", body: "hello").body == "hello")
            }
            #expect(server.requests.value == ["/a": 3])
            #expect(proxy.connections.value == 3)
        }
    }

    @Test func itRefusesAndIsBackOnItsPort() async throws {
        try await run { server, proxy async throws in
            let open = try await TestConnection(to: proxy.port)
            try await open.send(line)
            try await open.receive(to: "\r\n\r\n")
            let port = proxy.port
            try await proxy.set(.refuse)
            _ = try await open.rest()
            await #expect(throws: NIOConnectionError.self) {
                do {
                    _ = try await TestConnection(to: port)
                } catch let error as NIOConnectionError {
                    let reason = error.connectionErrors.first?.error as? IOError
                    #expect(reason?.errnoCode == ECONNREFUSED)
                    throw error
                }
            }
            try await proxy.set(.pass)
            #expect(proxy.port == port)
            #expect(try await Exchange.send(.GET, proxy.url + "/b").status == 200)
        }
    }

    @Test func aBlackholeForwardsNothingUntilItIsNone() async throws {
        try await run { server, proxy async throws in
            let before = try await TestConnection(to: proxy.port)
            try await before.send(line)
            try await before.receive(to: "\r\n\r\n")
            try await proxy.set(.blackhole)
            let after = try await TestConnection(to: proxy.port)
            let gone = try await TestConnection(to: proxy.port)
            for connection in [before, after, gone] { try await connection.send(line) }
            await gone.close()
            try await proxy.connections.wait(for: "three connections") { $0 == 3 }
            // What is sent past the proxy arrives meanwhile, and nothing else does.
            _ = try await Exchange.send(.GET, server.url + "/b")
            #expect(server.requests.value == ["/a": 1, "/b": 1])
            try await proxy.set(.pass)
            try await after.receive(to: "\r\n\r\n")
            try await server.requests.wait(for: "what waited") { $0["/a"] == 3 }
            #expect(server.requests.value == ["/a": 3, "/b": 1])
        }
    }

    @Test func itResetsWhatThereIsAndWhatComes() async throws {
        try await run { server, proxy async throws in
            let before = try await TestConnection(to: proxy.port)
            try await before.send(line)
            try await before.receive(to: "\r\n\r\n")
            try await proxy.set(.reset)
            #expect(try await before.rest().end == .reset)
            // It may be reset while it still is being made.
            if let after = try? await TestConnection(to: proxy.port) {
                #expect(try await after.rest().end == .reset)
            }
            #expect(server.requests.value == ["/a": 1])
        }
    }

    @Test func itDripsAlsoWhereItPassedBefore() async throws {
        try await run { server, proxy async throws in
            let connection = try await TestConnection(to: proxy.port)
            try await connection.send(line)
            let answer = try await connection.receive(to: "\r\n\r\n")
            try await proxy.set(.drip(every: .seconds(3600)))
            try await connection.send(line)
            #expect(try await connection.receive(to: "H") == "H")
            try await proxy.set(.drip(every: .milliseconds(1)))
            #expect(try await connection.receive(to: "200") == "TTP/1.1 200")
            try await proxy.set(.pass)
            #expect(answer.hasSuffix(try await connection.receive(to: "\r\n\r\n")))
        }
    }

    @Test func itKillsConnectionsAndTakesNewOnes() async throws {
        try await run { server, proxy async throws in
            let connection = try await TestConnection(to: proxy.port)
            try await connection.send(line)
            try await connection.receive(to: "\r\n\r\n")
            await proxy.killConnections()
            _ = try await connection.rest()
            #expect(try await Exchange.send(.GET, proxy.url + "/a").status == 200)
        }
    }

    @Test func aServerThatIsGoneEndsItsConnections() async throws {
        try await run { server, proxy async throws in
            let connection = try await TestConnection(to: proxy.port)
            try await connection.send(line)
            try await connection.receive(to: "\r\n\r\n")
            await server.stop()
            _ = try await connection.rest()
            await #expect(throws: (any Error).self) {
                try await Exchange.send(.GET, proxy.url + "/a")
            }
            try await server.restart()
            #expect(try await Exchange.send(.GET, proxy.url + "/a").status == 200)
        }
    }

    /// Gives the test a proxy in front of a server that answers what it is sent.
    private func run(
        _ test: @escaping (ScriptedServer, TCPProxy) async throws -> Void
    ) async throws {
        try await TestBed.run { bed async throws in
            let server = try await bed.server { ScriptedReply(body: .bytes($0.body)) }
            try await test(server, try await bed.proxy(to: server.port))
        }
    }
}
