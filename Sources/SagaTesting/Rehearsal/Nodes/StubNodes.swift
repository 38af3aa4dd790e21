internal import Steps

/// Nodes that know no API: they keep what is put at a path, give it back, and remove it.
///
/// `docs/rehearse.md` says in a table what they do with each method.
struct StubNodes {
    /// What a node answers.
    struct Answer {
        var status: Int
        var values: [ReplyPath: Value] = [:]
        /// Why it refuses, for people.
        var reason: String?
    }

    let rules: RehearsalRules
    /// The headers that nodes keep: those that the definition looks for in replies.
    let keptHeaders: Set<String>
    /// What each node holds, by path.
    var nodes: [String: [String: StubResource]] = [:]
    /// What each node held at the start.
    private(set) var start: [String: [String: StubResource]] = [:]
    /// Whether what is asked for first, other than by making it, was there all along.
    var isFull = false
    /// The answers to keys.
    private var answers: [String: Answer] = [:]
    /// How many names each node has given.
    private var names: [String: Int] = [:]
    /// What was touched, and what is gone.
    private var touched: Set<String> = []
    private var gone: Set<String> = []
    /// What was looked at of foreign resources, by node and path: that has to be the same later.
    private(set) var seen: [String: Set<ReplyPath>] = [:]
    /// What each action has made, changed and removed: node and path.
    var made: [String: Set<String>] = [:]
    var removed: [String: Set<String>] = [:]

    init(rules: RehearsalRules, keptHeaders: Set<String>, nodes: [String]) {
        self.rules = rules
        self.keptHeaders = rules.keepsHeaders ? keptHeaders : []
        for node in nodes {
            var resources: [String: StubResource] = [:]
            for (path, fields) in rules.there {
                resources[StubPath(path).place] = StubResource(sent: fields)
            }
            self.nodes[node] = resources
        }
        start = self.nodes
    }

    /// Puts something there before anything starts.
    mutating func prepare(_ resource: StubResource, at place: String, on node: String) {
        guard nodes[node]?[place] == nil else { return }
        nodes[node, default: [:]][place] = resource
        start[node, default: [:]][place] = resource
    }

    /// What stands at a path.
    subscript(node: String, place: String) -> StubResource? {
        nodes[node]?[place]
    }

    /// A foreign resource turns out to have these fields, and has had them all along.
    mutating func learn(_ values: [[String]: Value], at place: String, on node: String) {
        nodes[node]?[place]?.sent.merge(values) { old, _ in old }
        start[node]?[place]?.sent.merge(values) { old, _ in old }
    }

    /// Somebody looks at a foreign resource.
    mutating func look(at paths: Set<ReplyPath>, of place: String, on node: String) {
        seen["\(node) \(place)", default: []].formUnion(paths)
    }

    // MARK: Calls

    mutating func receive(_ request: SimulatedRequest, from caller: StubCaller) -> Answer {
        guard case .http(let http) = request.call.operation, let node = request.call.instance.node
        else { return runLocally(request, caller) }
        let path = StubPath(http.path)
        let effect = effect(http.method, path)
        if let reply = effect?.reply {
            return Answer(
                status: request.doneStatus(200),
                values: Dictionary(
                    reply.map { (.body($0.key), $0.value) }, uniquingKeysWith: { first, _ in first }
                ))
        }
        let honoursKeys = effect?.honoursKeys ?? rules.honoursKeys
        let key = request.call.idempotencyKey
        if honoursKeys, request.changesNode, let answer = answers[key] { return answer }
        let visit = Visit(
            node: node, path: path, http: http, request: request, caller: caller, effect: effect)
        touch(visit)
        let answer =
            switch http.method {
            case "GET", "HEAD", "OPTIONS": read(visit)
            case "PUT": put(visit)
            case "PATCH": patch(visit)
            case "DELETE": delete(visit)
            default: post(visit)
            }
        if honoursKeys, (200..<300).contains(answer.status) { answers[key] = answer }
        return answer
    }

    /// A call as the methods below take it.
    struct Visit {
        let node: String
        var path: StubPath
        let http: Call.Request
        let request: SimulatedRequest
        let caller: StubCaller
        let effect: RehearsalRules.Effect?

        var place: String { path.place }
        var body: [[String]: Value] { JSONScalars(http.body).values }
    }

    private func effect(_ method: String, _ path: StubPath) -> RehearsalRules.Effect? {
        rules.effects.first { $0.method == method && path.stars(of: $0.path) != nil }
    }

    /// In a full world, what is not made by its first visitor was there before.
    private mutating func touch(_ visit: Visit) {
        let place = Self.identified(visit) ?? visit.place
        guard touched.insert("\(visit.node) \(place)").inserted, isFull,
            visit.http.method != "POST", visit.path.query.isEmpty
        else { return }
        prepare(StubResource(sent: [:], isForeign: true), at: place, on: visit.node)
    }

    /// The place that a body names below the path.
    static func identified(_ visit: Visit) -> String? {
        let body = visit.body
        let fields: [String] =
            switch visit.effect?.id {
            case .field(let name)?: [name]
            case .assigned?: []
            case nil: visit.path.identities
            }
        for field in fields {
            if let value = body[[field]] ?? visit.path.query[field].map({ .string($0) }) {
                var path = visit.path
                path.segments.append(value.description)
                return path.place
            }
        }
        return nil
    }

    // MARK: Changes

    /// A name that the node gives; each node has its own.
    mutating func newName(_ node: String, _ place: String) -> Int {
        let number = nodes.keys.sorted().firstIndex(of: node) ?? 0
        names["\(node) \(place)", default: 0] += 1
        return (number + 1) * 100 + (names["\(node) \(place)"] ?? 0)
    }

    mutating func set(_ resource: StubResource, at place: String, _ visit: Visit) {
        nodes[visit.node, default: [:]][place] = resource
        gone.remove("\(visit.node) \(place)")
        if visit.caller.kind == .action {
            made[visit.caller.place, default: []].insert("\(visit.node) \(place)")
        }
    }

    mutating func remove(_ place: String, _ visit: Visit) {
        nodes[visit.node]?[place] = nil
        gone.insert("\(visit.node) \(place)")
        if visit.caller.kind == .action {
            removed[visit.caller.place, default: []].insert("\(visit.node) \(place)")
        }
    }

    /// Whether something above a path was deleted, so that there is nothing to put it into.
    func isOrphaned(_ path: StubPath, on node: String) -> Bool {
        (1..<max(1, path.segments.count)).contains { count in
            var above = path
            above.segments = Array(path.segments.prefix(count))
            return gone.contains("\(node) \(above.place)")
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
    private mutating func runLocally(
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

extension SimulatedRequest {
    /// The status that says that it was done, as its definition would have it.
    func doneStatus(_ usual: Int) -> Int {
        let good = call.statuses.succeeded.filter { (200..<300).contains($0) }
        return good.isEmpty || good.contains(usual) ? usual : good[0]
    }

    /// The status that says that it is there already: what the definition knows of.
    var conflictStatus: Int {
        let known = call.statuses.succeeded + call.statuses.rejected
        return !known.contains(409) && known.contains(400) ? 400 : 409
    }
}
