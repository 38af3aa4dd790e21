public import Transport

/// Looks at the endpoints of the nodes, and changes them while they serve.
public struct EndpointDesk: Sendable {
    private let clients: [String: FailoverClient]

    /// Works on the clients of the nodes, by name.
    public init(clients: [String: FailoverClient]) {
        self.clients = clients
    }

    /// All endpoints, by node and in the order in which they were listed.
    public func rows() async -> [EndpointRow] {
        var rows: [EndpointRow] = []
        for (node, client) in clients.sorted(by: { $0.key < $1.key }) {
            rows += await client.endpoints().map { EndpointRow(node: node, $0) }
        }
        return rows
    }

    /// Runs the checks of all endpoints now.
    public func check() async -> [EndpointCheck] {
        await withTaskGroup(of: (String, [(url: String, failure: String?)]).self) { group in
            for (node, client) in clients {
                group.addTask { (node, await client.checkAll()) }
            }
            var found: [String: [(url: String, failure: String?)]] = [:]
            for await (node, checks) in group { found[node] = checks }
            return found.sorted { $0.key < $1.key }.flatMap { node, checks in
                checks.map { EndpointCheck(node: node, endpoint: $0.url, failure: $0.failure) }
            }
        }
    }

    /// Makes a change, for as long as this process runs.
    ///
    /// - Throws: ``Refusal``.
    public func apply(_ change: EndpointChange) async throws(Refusal) {
        guard let client = clients[change.node] else {
            throw Refusal(
                code: "unknownNode",
                message: "there is no node '\(change.node)'; there are "
                    + clients.keys.sorted().joined(separator: ", "))
        }
        do throws(TransportError) {
            switch change {
            case .add(_, let url, let weight, let lag, let mustBeHealthy):
                try await client.add(
                    Endpoint(url: url, weight: weight, lagURL: lag), mustBeHealthy: mustBeHealthy)
            case .remove(_, let url): try await client.remove(url)
            case .weight(_, let url, let weight): try await client.setWeight(weight, of: url)
            case .activate(_, let url, let isForced, let seconds):
                try await client.activate(
                    url, isForced: isForced, for: seconds.map { .seconds($0) })
            case .release: await client.release()
            }
        } catch {
            throw Refusal(code: error.code.rawValue, message: error.message)
        }
    }
}
