import Foundation
import GroupCluster
import Logging
import NIOCore
import NIOHTTP1
import ServiceLifecycle
import TestProcesses
import Transport

/// A cluster on free ports and what a test does to it.
struct RunningCluster: Sendable {
    let urls: [String: String]
    private let clients: [String: FailoverClient]

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
                try await withClients(of: urls) { clients in
                    try await test(RunningCluster(urls: urls, clients: clients))
                }
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    private static func withClients(
        of urls: [String: String], _ body: ([String: FailoverClient]) async throws -> Void
    ) async throws {
        let clients = try urls.mapValues { try FailoverClient(ofOne: $0) }
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(clients))
        } catch {
            result = .failure(error)
        }
        for client in clients.values { await client.close() }
        try result.get()
    }

    /// The answer to one request.
    struct Answer: Equatable {
        var status: Int
        var body: String
        var timestamp: String?
        /// What the barrier says.
        var barrier: String?
    }

    /// Sends a request to a node's own port.
    func send(
        _ method: HTTPMethod, _ path: String, to node: String = "node01",
        headers: HTTPHeaders = [:], body: String? = nil
    ) async throws -> Answer {
        guard let client = clients[node] else { preconditionFailure("there is no \(node)") }
        let reply = try await client.send(
            Request(method, path, headers: headers, body: body.map { ByteBuffer(string: $0) }))
        return Answer(
            status: reply.status, body: String(buffer: reply.body),
            timestamp: reply.headers.first(name: "timestamp"),
            barrier: reply.headers.first(name: "saga-barrier"))
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
