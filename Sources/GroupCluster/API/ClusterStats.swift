/// The reply to `GET /v1/stats`: `[allEqual, {"node01": 2, "node02": 2}]`.
struct ClusterStats: Encodable, Sendable {
    /// Whether all nodes have the same set of groups; equal counts alone do not make it true.
    let allEqual: Bool
    /// The number of groups of each node.
    let counts: [String: Int]

    func encode(to encoder: any Encoder) throws {
        var list = encoder.unkeyedContainer()
        try list.encode(allEqual)
        try list.encode(counts)
    }
}
