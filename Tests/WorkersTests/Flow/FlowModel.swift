import SagaEngine
import Steps

@testable import Workers

/// What a pool's state should be, kept in the simplest way, to hold its answers against.
struct FlowModel {
    /// Something that calls need room in.
    struct Place {
        var limit: Int
        var bucket: TokenBucket?
        var inFlight = 0
    }

    private var places: [String: Place] = [:]
    private(set) var waiting: [ReadyCall] = []
    /// For each lane the others that were served while it could have been, since it last was.
    private var others: [Lane: Set<Lane>] = [:]

    init(limits: FlowLimits, nodes: [String]) {
        places["all"] = Place(
            limit: limits.concurrency, bucket: limits.rate.map { .init(rate: $0) })
        for node in nodes {
            let own = limits.nodes[node]
            places["node " + node] = Place(
                limit: min(own?.concurrency ?? .max, limits.perNode),
                bucket: own?.rate.map { .init(rate: $0) })
        }
        for (pool, limit) in limits.pools {
            places["pool " + pool] = Place(
                limit: limit.concurrency ?? .max, bucket: limit.rate.map { .init(rate: $0) })
        }
    }

    static func names(of call: ReadyCall) -> [String] {
        ["all"] + (call.node.map { ["node " + $0] } ?? [])
            + (call.pool.map { ["pool " + $0] } ?? [])
    }

    mutating func add(_ call: ReadyCall) {
        if !waiting.contains(where: { $0.lane == call.lane }) { others[call.lane] = [] }
        waiting.append(call)
    }

    mutating func hasRoom(_ call: ReadyCall, at now: Timestamp) -> Bool {
        Self.names(of: call).allSatisfy { name in
            guard let place = places[name] else { return true }
            return place.inFlight < place.limit
                && places[name]?.bucket?.hasToken(at: now) ?? true
        }
    }

    /// Calls that could be sent now.
    mutating func sendable(at now: Timestamp) -> [ReadyCall] {
        var known: [Channel.Key: Bool] = [:]
        return waiting.filter { call in
            let key = Channel.Key(node: call.node, pool: call.pool)
            if let hasRoom = known[key] { return hasRoom }
            let hasRoom = hasRoom(call, at: now)
            known[key] = hasRoom
            return hasRoom
        }
    }

    /// What is wrong with sending a call that waited.
    mutating func objection(toSending call: ReadyCall, at now: Timestamp) -> String? {
        let sendable = sendable(at: now)
        guard let index = waiting.firstIndex(of: call) else { return "does not wait" }
        guard sendable.contains(call) else { return "has no room" }
        let before = waiting[..<index].contains {
            $0.lane == call.lane && $0.node == call.node && $0.pool == call.pool
        }
        guard !before else { return "overtakes its own job" }
        waiting.remove(at: index)
        return turn(of: call.lane, among: sendable)
    }

    /// What is wrong with a lane's being served while others could have been.
    mutating func turn(of lane: Lane, among sendable: [ReadyCall]) -> String? {
        let rivals = Set(sendable.map(\.lane)).subtracting([lane])
        if rivals.contains(where: { $0.priority < lane.priority }) { return "is less urgent" }
        others[lane] = []
        for rival in rivals where rival.priority == lane.priority {
            if others[rival, default: []].insert(lane).inserted { continue }
            return "had its turn since \(rival.job)"
        }
        return nil
    }

    mutating func enter(_ call: ReadyCall, at now: Timestamp) {
        for name in Self.names(of: call) {
            places[name]?.inFlight += 1
            places[name]?.bucket?.take(at: now)
        }
    }

    mutating func leave(_ call: ReadyCall) {
        for name in Self.names(of: call) { places[name]?.inFlight -= 1 }
    }
}
