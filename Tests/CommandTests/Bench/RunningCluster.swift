import AsyncHTTPClient
import Foundation
import GRDB
import NIOCore
import NIOHTTP1
import SagaTesting
import TestProcesses
import Testing

/// The nodes of a test: a process of `groupcluster`, and what can be asked of it.
struct RunningCluster: Sendable {
    /// The nodes' base URLs.
    let urls: [String: String]
    private let database: String
    private let process: RunningCommand

    var nodes: [String] { urls.keys.sorted() }

    /// Starts the nodes and waits until they serve.
    init(_ settings: ClusterSettings, directory: String) async throws {
        let file = directory + "/nodes.sqlite"
        let process = try RunningCommand(
            try Binary.groupcluster.path, settings.arguments(database: file),
            environment: ["PATH": "/usr/bin:/bin"], directory: directory, deadline: .seconds(600))
        database = file
        self.process = process
        do {
            try await eventually("the cluster is ready") {
                guard process.isRunning else { throw await ClusterFailed(result: process.result()) }
                return process.output.contains("\n")
            }
        } catch {
            await process.destroy()
            throw error
        }
        let words = process.output.split(whereSeparator: \.isWhitespace).dropFirst()
        urls = Dictionary(
            uniqueKeysWithValues: words.map { word in
                let parts = word.split(separator: "=", maxSplits: 1)
                return (String(parts[0]), String(parts[1]))
            })
    }

    /// Ends the nodes; tells what they complained of if they had ended by themselves.
    func stop() async {
        let wasRunning = process.isRunning
        let result = await process.destroy()
        if !wasRunning || !result.errors.isEmpty {
            Issue.record("the nodes were in trouble: \(result)")
        }
    }

    /// The text of a cluster file for these nodes.
    func file(_ settings: ClusterSettings) -> String {
        ClusterFile.text(nodes.map { ($0, urls[$0] ?? "") }, settings)
    }

    // MARK: What the nodes are told

    /// Changes how one node, or all, misbehave: `{"randomBehavior": 0}`.
    func control(_ change: String, node: String? = nil) async throws {
        for (name, url) in urls where node == nil || node == name {
            var request = HTTPClientRequest(url: url + "/_control")
            request.method = .POST
            request.body = .bytes(ByteBuffer(string: change))
            let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
            guard response.status == .ok else {
                throw ControlRefused(status: Int(response.status.code))
            }
        }
    }

    /// Puts a group on a node, as somebody else than a saga would.
    func plant(group: Int, timestamp: String?, on node: String) async throws {
        var request = HTTPClientRequest(url: (urls[node] ?? "") + "/v1/group")
        request.method = .POST
        if let timestamp { request.headers.add(name: "timestamp", value: timestamp) }
        request.headers.add(name: "content-type", value: "application/json")
        request.body = .bytes(ByteBuffer(string: #"{"groupId":"\#(group)"}"#))
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        guard response.status == .created else {
            throw ControlRefused(status: Int(response.status.code))
        }
    }

    // MARK: What the nodes know

    /// The requests that each node received.
    func ledgers() async throws -> [String: [LedgerRecord]] {
        var ledgers: [String: [LedgerRecord]] = [:]
        for (name, url) in urls {
            let response = try await HTTPClient.shared.execute(
                HTTPClientRequest(url: url + "/_ledger"), timeout: .seconds(60))
            let body = try await response.body.collect(upTo: 1 << 28)
            ledgers[name] = try LedgerRecord.records(inJSON: Array(body.readableBytesView))
        }
        return ledgers
    }

    /// The groups that each node holds, with their timestamps; read from the nodes' tables, so
    /// that no fault gets in the way.
    func contents() async throws -> Evidence.Contents {
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

/// The nodes did not come up.
struct ClusterFailed: Error {
    let result: CommandResult
}

/// A node did not take what a test asked of it.
struct ControlRefused: Error {
    let status: Int
}
