import GRDB

/// All nodes, in order of their names, and the database they share.
struct NodeRoster: Sendable {
    let nodes: [Node]
    let store: GroupStore

    /// Finds a node by its name.
    ///
    /// - Throws: 406 if there is no such node.
    func node(named name: String) throws(ReplyError) -> Node {
        guard let node = nodes.first(where: { $0.name == name }) else {
            let known = nodes.map(\.name).joined(separator: ", ")
            throw ReplyError(406, "There is no node '\(name)'; the nodes are \(known)")
        }
        return node
    }

    /// Counts and compares the groups of all nodes, in one transaction.
    func stats() async throws -> ClusterStats {
        try await store.write { [nodes] db in
            var counts: [String: Int] = [:]
            for node in nodes { counts[node.name] = try node.tables.groups.count(in: db) }
            // Of equal counts, one set within the other means that they are the same.
            let allEqual =
                try Set(counts.values).count <= 1
                && nodes.dropFirst().allSatisfy {
                    try $0.tables.groups.isSubset(of: nodes[0].tables.groups, in: db)
                }
            return ClusterStats(allEqual: allEqual, counts: counts)
        }
    }
}
