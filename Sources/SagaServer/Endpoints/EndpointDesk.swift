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
        var checks: [EndpointCheck] = []
        for (node, client) in clients.sorted(by: { $0.key < $1.key }) {
            for report in await client.endpoints() {
                let endpoint = Endpoint(url: report.url, weight: report.weight)
                let failure: String?
                do throws(TransportError) {
                    failure = try await client.check(endpoint)
                } catch {
                    failure = error.message
                }
                checks.append(EndpointCheck(node: node, endpoint: report.url, failure: failure))
            }
        }
        return checks
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
            case .add(_, let url, let weight, let mustBeHealthy):
                try await client.add(
                    Endpoint(url: url, weight: weight), mustBeHealthy: mustBeHealthy)
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
