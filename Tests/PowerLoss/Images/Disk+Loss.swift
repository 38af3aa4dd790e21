extension Disk {
    /// What can be found if the power is lost now.
    ///
    /// - Returns: equal contents for equal seeds.
    package func contents(after style: LossStyle, seed: UInt64) -> DiskContents {
        var numbers = SeededNumbers(seed: seed)
        let events = pendingEvents
        let moment = events.isEmpty ? 0 : events[Int.random(in: events.indices, using: &numbers)]
        var contents = DiskContents()
        add(Self.root, at: "", style, moment, &numbers, to: &contents)
        return contents
    }

    /// Whether something that was done to a file before a point is not durable yet.
    ///
    /// - Parameter isMeant: which files are looked at, by path as the program sees it.
    package func hasPending(before point: Int, where isMeant: (String) -> Bool) -> Bool {
        var found = false
        visit(Self.root, "") { path, node in
            switch node {
            case .file(let file):
                let isPending = file.pending.contains { $0.event < point }
                if isPending, isMeant(path) { found = true }
            case .folder: break
            }
        }
        return found
    }

    private var pendingEvents: [Int] {
        var events: Set<Int> = []
        visit(Self.root, "") { _, node in
            switch node {
            case .file(let file): events.formUnion(file.pending.map(\.event))
            case .folder(let folder): events.formUnion(folder.pending.map(\.event))
            }
        }
        return events.sorted()
    }

    /// Visits what the program sees, in the order of names.
    private func visit(_ node: Int, _ path: String, _ body: (String, Node) -> Void) {
        body(path, nodes[node])
        guard case .folder(let folder) = nodes[node] else { return }
        for (name, child) in folder.live.sorted(by: { $0.key < $1.key }) {
            visit(child, path.isEmpty ? name : path + "/" + name, body)
        }
    }

    private func add(
        _ node: Int, at path: String, _ style: LossStyle, _ moment: Int,
        _ numbers: inout SeededNumbers, to contents: inout DiskContents
    ) {
        switch nodes[node] {
        case .file(let file):
            contents.files[path] = file.bytes(after: style, moment: moment, using: &numbers)
        case .folder(let folder):
            if !path.isEmpty { contents.directories.insert(path) }
            let names = folder.names(after: style, moment: moment, using: &numbers)
            for (name, child) in names.sorted(by: { $0.key < $1.key }) {
                let place = path.isEmpty ? name : path + "/" + name
                add(child, at: place, style, moment, &numbers, to: &contents)
            }
        }
    }
}
