internal import Steps

/// What stub nodes do with each method.
extension StubNodes {
    mutating func read(_ visit: Visit) -> Answer {
        guard let resource = nodes[visit.node]?[visit.place] else { return list(visit) }
        return show(resource, at: visit.place, visit)
    }

    /// Something that is there; what is asked of a foreign one is made up, and stays so.
    private mutating func show(
        _ resource: StubResource, at place: String, _ visit: Visit
    ) -> Answer {
        let status = visit.request.doneStatus(200)
        guard resource.isForeign else { return Answer(status: status, values: resource.values) }
        let expect = visit.request.step.call(visit.request.call.kind)?.expect
        let values = expect.flatMap { expect in
            StubSolver.values(
                for: expect, status: status, in: visit.request.scope,
                known: { resource.values[$0] })
        }
        learn(values ?? [:], at: place, on: visit.node)
        let wanted = visit.request.call.captures.filter { path in
            if case .header(let name) = path { return keptHeaders.contains(name) }
            return path != .status
        }
        look(at: wanted, of: place, on: visit.node)
        let known = nodes[visit.node]?[place] ?? resource
        var answer = Answer(status: status, values: known.values)
        for path in wanted { answer.values[path] = known.value(path) }
        return answer
    }

    /// What lies right below a path, as `items` with their `count`; a query chooses among them.
    private func list(_ visit: Visit) -> Answer {
        let depth = visit.path.segments.count + 1
        let items = (nodes[visit.node] ?? [:]).sorted { $0.key < $1.key }.filter { place, item in
            place.hasPrefix(visit.place + "/") && StubPath(place).segments.count == depth
                && visit.path.query.allSatisfy {
                    item.value(.body([$0.key]))?.description == $0.value
                }
        }
        guard !items.isEmpty || !visit.path.query.isEmpty else { return Answer(status: 404) }
        var answer = Answer(status: visit.request.doneStatus(200))
        answer.values[.body(["count"])] = .integer(Int64(items.count))
        for (index, item) in items.enumerated() {
            for case (.body(let path), let value) in item.value.values {
                answer.values[.body(["items", "\(index)"] + path)] = value
            }
        }
        return answer
    }

    mutating func post(_ visit: Visit) -> Answer {
        if let pattern = visit.effect?.undoes,
            let stars = visit.path.stars(of: visit.effect?.path ?? "")
        {
            var other = visit
            other.path = StubPath.filled(pattern, stars)
            return delete(other)
        }
        var path = visit.path
        guard !isOrphaned(path, on: visit.node) else { return Answer(status: 404) }
        if let place = Self.identified(visit) {
            guard nodes[visit.node]?[place] == nil else {
                return Answer(
                    status: visit.request.conflictStatus, reason: "\(place) is there already")
            }
            return make(at: StubPath(place), name: nil, visit, status: 201)
        }
        let name = newName(visit.node, visit.place)
        path.segments.append("\(name)")
        return make(at: path, name: name, visit, status: 201)
    }

    mutating func put(_ visit: Visit) -> Answer {
        guard !isOrphaned(visit.path, on: visit.node) else { return Answer(status: 404) }
        let isThere = nodes[visit.node]?[visit.place] != nil
        return make(at: visit.path, name: nil, visit, status: isThere ? 200 : 201)
    }

    private mutating func make(
        at path: StubPath, name: Int?, _ visit: Visit, status: Int
    ) -> Answer {
        var resource = StubResource(
            sent: visit.body, headers: kept(visit), isAssigned: name != nil, writer: visit.caller)
        let status = visit.request.doneStatus(status)
        let own = name.map { Value.integer(Int64($0)) } ?? .string(path.segments.last ?? "")
        if resource.sent[["id"]] == nil { resource.made[["id"]] = own }
        let step = visit.request.step
        for condition in [step.call(visit.request.call.kind)?.expect, step.probe?.applied] {
            guard visit.caller.kind == .action, let condition else { continue }
            let values = StubSolver.values(
                for: condition, status: status, in: visit.request.scope,
                known: { resource.values[$0] })
            resource.made.merge(values ?? [:]) { old, _ in old }
        }
        for case .body(let path) in visit.request.call.captures
        where resource.values[.body(path)] == nil {
            resource.made[path] = own
        }
        set(resource, at: path.place, visit)
        var answer = Answer(status: status, values: resource.values)
        answer.values[.header("location")] = .string(path.place)
        for case .header(let name) in visit.request.call.captures
        where answer.values[.header(name)] == nil {
            answer.values[.header(name)] = own
        }
        return answer
    }

    mutating func patch(_ visit: Visit) -> Answer {
        guard var resource = nodes[visit.node]?[visit.place] else { return Answer(status: 404) }
        resource.sent.merge(visit.body) { _, new in new }
        resource.headers.merge(kept(visit)) { _, new in new }
        resource.writer = visit.caller
        set(resource, at: visit.place, visit)
        return Answer(status: visit.request.doneStatus(200), values: resource.values)
    }

    mutating func delete(_ visit: Visit) -> Answer {
        let own = Self.identified(visit) ?? visit.place
        guard let resource = nodes[visit.node]?[own] else { return deleteAll(visit) }
        for (name, value) in kept(visit) {
            // One that was made by somebody else, or by another saga, is left alone.
            guard let other = resource.value(.header(name)), other.description != value else {
                continue
            }
            return Answer(status: 404, reason: "\(own) has another \(name)")
        }
        if let refusal = removeChildren(of: own, visit) { return refusal }
        remove(own, visit)
        return Answer(status: visit.request.doneStatus(200), values: resource.values)
    }

    /// Deletes what the node itself has named below a path that names nothing.
    private mutating func deleteAll(_ visit: Visit) -> Answer {
        let own = (nodes[visit.node] ?? [:]).keys.sorted().filter { place in
            place.hasPrefix(visit.place + "/") && nodes[visit.node]?[place]?.isAssigned == true
                && StubPath(place).segments.count == visit.path.segments.count + 1
        }
        guard !own.isEmpty, Self.identified(visit) == nil else { return Answer(status: 404) }
        for place in own { remove(place, visit) }
        return Answer(status: visit.request.doneStatus(200))
    }

    private mutating func removeChildren(of place: String, _ visit: Visit) -> Answer? {
        let below = (nodes[visit.node] ?? [:]).filter { $0.key.hasPrefix(place + "/") }
            .sorted { $0.key < $1.key }
        guard let first = below.first else { return nil }
        switch rules.children {
        case .keep: break
        case .cascade: for (child, _) in below { remove(child, visit) }
        case .refuse:
            let writer = first.value.writer.map { ", made by \($0.name)" } ?? ""
            return Answer(
                status: 409, reason: "\(place) still has \(first.key) below it\(writer)")
        }
        return nil
    }

    /// The headers of a request that stay with what it makes.
    private func kept(_ visit: Visit) -> [String: String] {
        var kept: [String: String] = [:]
        for (name, value) in visit.http.headers where keptHeaders.contains(name.lowercased()) {
            kept[name.lowercased()] = value
        }
        return kept
    }
}
