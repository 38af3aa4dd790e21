extension Disk {
    static func split(_ path: String) -> (parent: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return ("", path) }
        return (String(path[..<slash]), String(path[path.index(after: slash)...]))
    }

    /// What a path leads to, as the program sees it.
    func node(at path: String) throws(DiskRecordingBroken) -> Int {
        var node = Self.root
        for name in path.split(separator: "/") {
            guard case .folder(let folder) = nodes[node], let next = folder.live[String(name)]
            else { throw DiskRecordingBroken(description: "event \(point): there is no '\(path)'") }
            node = next
        }
        return node
    }

    mutating func rename(_ old: String, _ new: String, _ event: Int) throws(DiskRecordingBroken) {
        let node = try node(at: old)
        let (from, to) = (Self.split(old), Self.split(new))
        guard from.parent == to.parent else {
            // Both places count as one change each: what moves can be lost, which is harsher than
            // file systems are.
            try setName(new, to: node, event)
            return try setName(old, to: nil, event)
        }
        try change(namesIn: to.parent, [from.name: nil, to.name: node], event)
    }

    mutating func setName(
        _ path: String, to node: Int?, _ event: Int
    ) throws(DiskRecordingBroken) {
        let (parent, name) = Self.split(path)
        try change(namesIn: parent, [name: node], event)
    }
}
