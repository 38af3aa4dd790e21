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
    var names: [String: Int] = [:]
    /// What was touched: node and path.
    private var touched: Set<String> = []
    /// What is gone, and who has removed it.
    var gone: [String: StubCaller] = [:]
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
        let honoursKeys = honoursKey(of: request)
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

    /// Whether a request that is sent again is known.
    func honoursKey(of request: SimulatedRequest) -> Bool {
        guard case .http(let http) = request.call.operation else { return true }
        return effect(http.method, StubPath(http.path))?.honoursKeys ?? rules.honoursKeys
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
            !["POST", "PUT"].contains(visit.http.method), visit.path.query.isEmpty
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
}
