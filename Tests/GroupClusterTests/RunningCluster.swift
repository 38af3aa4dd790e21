import AsyncHTTPClient
import Foundation
import GroupCluster
import Logging
import NIOCore
import NIOHTTP1
import ServiceLifecycle

/// A cluster on free ports and what a test does to it.
struct RunningCluster: Sendable {
    let urls: [String: String]
    private let client: HTTPClient

    /// Runs the test against a cluster of three nodes and ends the cluster afterwards.
    static func run(
        _ configure: (inout GroupClusterConfiguration) -> Void = { _ in },
        test: (RunningCluster) async throws -> Void
    ) async throws {
        let (ready, announce) = AsyncStream<[String: String]>.makeStream()
        var configuration = GroupClusterConfiguration()
        configuration.seed = 42
        configuration.control = true
        configuration.logger.logLevel = .error
        configuration.onReady = { announce.yield($0) }
        configure(&configuration)
        let cluster = try GroupCluster(configuration: configuration)
        let group = ServiceGroup(services: [cluster], logger: configuration.logger)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { announce.finish() }
                try await group.run()
            }
            if let urls = await ready.first(where: { _ in true }) {
                try await withClient { client in
                    try await test(RunningCluster(urls: urls, client: client))
                }
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    private static func withClient(_ body: (HTTPClient) async throws -> Void) async throws {
        // Retries of its own would hide dropped replies.
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.retryConnectionEstablishment = false
        let client = HTTPClient(configuration: configuration)
        do {
            try await body(client)
        } catch {
            try await client.shutdown()
            throw error
        }
        try await client.shutdown()
    }

    /// The answer to one request.
    struct Answer: Equatable {
        var status: Int
        var body: String
        var timestamp: String?
    }

    /// Sends a request to a node's own port.
    func send(
        _ method: HTTPMethod, _ path: String, to node: String = "node01",
        headers: HTTPHeaders = [:], body: String? = nil
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: (urls[node] ?? "") + path)
        request.method = method
        request.headers = headers
        request.body = body.map { .bytes(ByteBuffer(string: $0)) }
        let response = try await client.execute(request, timeout: .seconds(30))
        let bytes = try await response.body.collect(upTo: 1 << 22)
        return Answer(
            status: Int(response.status.code), body: String(buffer: bytes),
            timestamp: response.headers.first(name: "timestamp"))
    }

    func create(_ id: String, at node: String = "node01", timestamp: String? = nil) async throws
        -> Int
    {
        try await send(
            .POST, "/v1/group", to: node, headers: Self.headers(timestamp),
            body: #"{"groupId": "\#(id)"}"#
        ).status
    }

    func delete(_ id: String, timestamp: String? = nil) async throws -> Answer {
        try await send(
            .DELETE, "/v1/group", headers: Self.headers(timestamp),
            body: #"{"groupId": "\#(id)"}"#)
    }

    func control(_ change: String, at node: String = "node01") async throws {
        let answer = try await send(.POST, "/_control", to: node, body: change)
        guard answer.status == 200 else { throw Unexpected(answer: answer) }
    }

    func ledger(of node: String = "node01") async throws -> [LedgerRow] {
        let answer = try await send(.GET, "/_ledger", to: node)
        return try JSONDecoder().decode([LedgerRow].self, from: Data(answer.body.utf8))
    }

    struct Unexpected: Error {
        let answer: Answer
    }

    private static func headers(_ timestamp: String?) -> HTTPHeaders {
        timestamp.map { ["timestamp": $0] } ?? [:]
    }
}
