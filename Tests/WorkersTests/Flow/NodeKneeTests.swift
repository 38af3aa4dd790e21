import SagaEngine
import Steps
import Testing

@testable import Workers

@Suite("The limits of nodes")
struct NodeKneeTests {
    /// A node that takes a while for each call, one after the other in parts of it.
    struct Node {
        /// Milliseconds that a call takes where nothing is in its way.
        var latency: Double
        /// Milliseconds between the ends of two calls, at least.
        var spacing: Double
        private var free = 0.0

        init(latency: Double, spacing: Double) {
            self.latency = latency
            self.spacing = spacing
        }

        /// When a call that comes now is answered.
        mutating func answer(at now: Double) -> Double {
            free = max(now + latency, free + spacing)
            return free
        }
    }

    /// A pool of calls to two nodes, each of which always has more to do than it is given: a slow
    /// one could have all that are allowed.
    struct Run {
        var pool: PoolState
        var nodes: [String: Node]
        var flying: [(end: Double, slot: Slot)] = []
        private var now = 0.0
        private var sagas: UInt64 = 0

        init(_ limits: FlowLimits, _ nodes: [String: Node]) {
            pool = PoolState(limits: limits)
            self.nodes = nodes
            for node in nodes.keys.sorted() { for _ in 0..<200 { add(node) } }
        }

        private mutating func add(_ node: String) {
            sagas += 1
            pool.add(
                ReadyCall(
                    saga: SagaID(microseconds: sagas, random: 0), step: 0, node: node, pool: nil,
                    lane: Lane(priority: Lane.usualPriority, job: node)))
        }

        mutating func milliseconds(_ length: Double) {
            let end = now + length
            while now < end {
                while case .call(let slot)? = pool.next(at: Timestamp(rawValue: Int64(now))) {
                    let node = slot.call.node ?? ""
                    flying.append((nodes[node]?.answer(at: now) ?? now, slot))
                }
                guard let first = flying.indices.min(by: { flying[$0].end < flying[$1].end })
                else { return }
                let (time, slot) = flying.remove(at: first)
                now = time
                add(slot.call.node ?? "")
                pool.release(slot, CallResult(.succeeded), at: Timestamp(rawValue: Int64(now)))
            }
        }

        func allowed(_ node: String) -> Int? { pool.nodeGates[node].map { pool.gates[$0].allowed } }
    }

    private static let nodes = [
        "quick": Node(latency: 50, spacing: 1), "slow": Node(latency: 10, spacing: 10),
    ]

    @Test("fall where calls only wait for one another, and nowhere else")
    func eachItsOwn() {
        var run = Run(FlowLimits(concurrency: 1_024, findsKnee: true), Self.nodes)
        var limits: [String: [Int]] = [:]
        for _ in 0..<40 {
            run.milliseconds(1_000)
            for node in Self.nodes.keys { limits[node, default: []].append(run.allowed(node) ?? 0) }
        }
        let middle = limits.mapValues { $0.suffix(20).sorted()[10] }
        #expect(middle["slow"] ?? 0 <= 8)
        #expect(middle["quick"] ?? 0 >= 30)
    }

    @Test("stay where they are if somebody said how many there shall be")
    func given() {
        var run = Run(FlowLimits(concurrency: 128), Self.nodes)
        run.milliseconds(20_000)
        #expect(run.allowed("slow") == FlowLimits.usualPerNode)
    }
}
