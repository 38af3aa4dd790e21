internal import Steps

/// What changes at stub nodes, and what can be said of it.
extension StubNodes {
    /// A name that the node gives; each node has its own.
    mutating func newName(_ node: String, _ place: String) -> Int {
        let number = nodes.keys.sorted().firstIndex(of: node) ?? 0
        names["\(node) \(place)", default: 0] += 1
        return (number + 1) * 100 + (names["\(node) \(place)"] ?? 0)
    }

    mutating func set(_ resource: StubResource, at place: String, _ visit: Visit) {
        nodes[visit.node, default: [:]][place] = resource
        gone["\(visit.node) \(place)"] = nil
        if visit.caller.kind == .action {
            made[visit.caller.place, default: []].insert("\(visit.node) \(place)")
        }
    }

    mutating func remove(_ place: String, _ visit: Visit) {
        nodes[visit.node]?[place] = nil
        gone["\(visit.node) \(place)"] = visit.caller
        if visit.caller.kind == .action {
            removed[visit.caller.place, default: []].insert("\(visit.node) \(place)")
        }
    }

    /// Whether something above a path was deleted, so that there is nothing to put it into.
    func isOrphaned(_ path: StubPath, on node: String) -> Bool {
        (1..<max(1, path.segments.count)).contains { count in
            var above = path
            above.segments = Array(path.segments.prefix(count))
            return gone["\(node) \(above.place)"] != nil
        }
    }

    /// Whether an action is in effect; `nil` if that cannot be told.
    func isInEffect(_ caller: StubCaller) -> Bool? {
        let made = made[caller.place] ?? []
        if !made.isEmpty {
            return made.contains { place in
                let writer = resource(place)?.writer
                return writer?.place == caller.place && writer?.kind == .action
            }
        }
        if let removed = removed[caller.place] { return removed.allSatisfy { resource($0) == nil } }
        guard case .http(let request)? = caller.steps.first?.action.operation,
            request.method != "DELETE"
        else { return nil }
        return false
    }

    private func resource(_ place: String) -> StubResource? {
        let words = place.split(separator: " ", maxSplits: 1)
        return words.count == 2 ? nodes[String(words[0])]?[String(words[1])] : nil
    }

    // MARK: Programs and steps in Swift

    /// They are taken at their word: they know their key, and undo what they did.
    mutating func runLocally(
        _ request: SimulatedRequest, _ caller: StubCaller
    ) -> Answer {
        let place = "/\(caller.label)/\(caller.instance)"
        switch caller.kind {
        case .action:
            nodes[Self.here, default: [:]][place] = StubResource(sent: [:], writer: caller)
        case .compensation: nodes[Self.here]?[place] = nil
        case .before, .probe: break
        }
        return Answer(status: 0)
    }

    /// Where programs run.
    static let here = "this machine"
}
