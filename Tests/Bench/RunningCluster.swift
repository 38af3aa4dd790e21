import Foundation
import GRDB
import NIOCore
import NIOHTTP1
package import SagaTesting
import TestProcesses
import Transport

/// The nodes of a test: one process of `groupcluster`, or several that are replicas of each other,
/// and what can be asked of them.
package struct RunningCluster: Sendable {
    package let replicas: [Replica]
    private let database: String

    /// The nodes' base URLs at the first replica.
    package var urls: [String: String] { replicas[0].urls }

    package var nodes: [String] { urls.keys.sorted() }

    /// Starts the nodes and waits until they serve.
    package init(_ settings: ClusterSettings, directory: String) async throws {
        database = Replica.database(in: directory)
        var replicas: [Replica] = []
        do {
            for number in 0..<settings.replicas {
                replicas.append(
                    try await Replica(settings, directory: directory, number: number))
            }
        } catch {
            for replica in replicas { await replica.kill() }
            throw error
        }
        self.replicas = replicas
    }

    /// Ends the nodes.
    ///
    /// - Throws: ``ClusterFailed`` with what they complained of, if they did.
    package func stop() async throws {
        var trouble: CommandResult?
        for replica in replicas { trouble = await replica.stop() ?? trouble }
        if let trouble { throw ClusterFailed(result: trouble) }
    }

    /// The text of a cluster file for these nodes.
    package func file(_ settings: ClusterSettings) -> String {
        ClusterFile.text(
            nodes.map { node in (node, replicas.compactMap { $0.urls[node] }) }, settings)
    }

    // MARK: What the nodes are told

    /// Changes how one node, or all, misbehave: `{"randomBehavior": 0}`.
    package func control(_ change: String, node: String? = nil) async throws {
        for replica in replicas {
            for (name, url) in replica.urls where node == nil || node == name {
                let reply = try await FailoverClient.send(
                    Request(.POST, "/_control", body: ByteBuffer(string: change)), to: url)
                guard reply.status == 200 else { throw ControlRefused(status: reply.status) }
            }
        }
    }

    /// Puts a group on a node, as somebody else than a saga would.
    package func plant(group: Int, timestamp: String?, on node: String) async throws {
        var headers: HTTPHeaders = ["content-type": "application/json"]
        if let timestamp { headers.add(name: "timestamp", value: timestamp) }
        let reply = try await FailoverClient.send(
            Request(
                .POST, "/v1/group", headers: headers,
                body: ByteBuffer(string: #"{"groupId":"\#(group)"}"#)),
            to: urls[node] ?? "")
        guard reply.status == 201 else { throw ControlRefused(status: reply.status) }
    }

    /// Deletes a group on a node by hand.
    package func remove(group: String, on node: String) async throws {
        let reply = try await FailoverClient.send(
            Request(
                .DELETE, "/v1/group", headers: ["content-type": "application/json"],
                body: ByteBuffer(string: #"{"groupId":"\#(group)"}"#)),
            to: urls[node] ?? "")
        guard reply.status == 200 else { throw ControlRefused(status: reply.status) }
    }

    // MARK: What the nodes know

    /// How many requests wait for the end of a node's hang.
    package func hanging(at node: String) async throws -> Int {
        var count = 0
        for replica in replicas {
            let reply = try await FailoverClient.send(
                Request(.GET, "/_control"), to: replica.urls[node] ?? "")
            count += try JSONDecoder().decode(
                ControlState.self, from: Data(reply.body.readableBytesView)
            ).hanging
        }
        return count
    }

    /// The requests that each node received.
    package func ledgers() async throws -> [String: [LedgerRecord]] {
        var ledgers: [String: [LedgerRecord]] = [:]
        for (name, url) in urls {
            let reply = try await FailoverClient.send(Request(.GET, "/_ledger"), to: url)
            ledgers[name] = try LedgerRecord.records(inJSON: Array(reply.body.readableBytesView))
        }
        return ledgers
    }

    /// The groups that each node holds, with their timestamps; read from the nodes' tables, so
    /// that no fault gets in the way.
    package func contents() async throws -> Evidence.Contents {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        let queue = try DatabaseQueue(path: database, configuration: configuration)
        let nodes = nodes
        return try await queue.read { db in
            var contents: Evidence.Contents = [:]
            for node in nodes {
                let rows = try Row.fetchAll(db, sql: "SELECT groupId, timestamp FROM \(node)")
                contents[node] = Dictionary(
                    uniqueKeysWithValues: rows.map { row in
                        (row["groupId"] as String, row["timestamp"] as String? ?? "")
                    })
            }
            return contents
        }
    }
}

/// What a node says of its own misbehaviour.
private struct ControlState: Decodable {
    package let hanging: Int
}

/// A node did not take what a test asked of it.
package struct ControlRefused: Error {
    package let status: Int
}
