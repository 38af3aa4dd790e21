internal import Steps

/// What the nodes of a rehearsal hold at the start.
struct World {
    /// Its name: `empty`, `there` or `taken`.
    let name: String
    /// What is there: node, path, resource.
    var holdings: [(node: String, place: String, resource: StubResource)] = []

    static let empty = World(name: "empty")

    /// Stub nodes that hold it.
    func nodes(_ stubs: StubNodes) -> StubNodes {
        var stubs = stubs
        for holding in holdings {
            stubs.prepare(holding.resource, at: holding.place, on: holding.node)
        }
        return stubs
    }
}
