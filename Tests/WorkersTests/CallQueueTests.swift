import SagaEngine
import Steps
import Testing

@testable import Workers

@Suite struct CallQueueTests {
    private static func call(_ saga: UInt64, _ node: String? = nil, pool: String? = nil)
        -> ReadyCall
    {
        ReadyCall(
            saga: SagaID(microseconds: saga, random: 0), step: 0, node: node, pool: pool,
            lane: Lane(job: "job"))
    }

    private static func slot(_ queue: CallQueue) async -> Slot? {
        guard case .call(let slot)? = await queue.next() else { return nil }
        return slot
    }

    @Test func aRateLetsEverybodyThroughInTime() async {
        let queue = CallQueue(
            limits: FlowLimits(concurrency: 2, pools: ["fast": PoolLimit(rate: 40)]))
        let sagas = Set<UInt64>(0..<60)
        let served = await withTaskGroup(of: Set<UInt64>.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    var served: Set<UInt64> = []
                    while let slot = await Self.slot(queue) {
                        served.insert(slot.call.saga.microseconds)
                        queue.release(slot, CallResult(.succeeded))
                        // The last one sends everybody home.
                        if slot.call.saga.microseconds == 59 { queue.close() }
                    }
                    return served
                }
            }
            for saga in sagas.sorted() { queue.ready(Self.call(saga, pool: "fast")) }
            return await group.reduce(into: Set()) { $0.formUnion($1) }
        }
        #expect(served == sagas)
    }

    @Test func aSagaWithoutRoomHoldsNoWorker() async throws {
        let queue = CallQueue(limits: FlowLimits(concurrency: 2, perNode: 1))
        queue.ready(Self.call(0, "a"))
        queue.ready(Self.call(1, "b"))
        let first = try #require(await Self.slot(queue))
        let second = try #require(await Self.slot(queue))
        let passedOn = queue.exchange(first, for: Self.call(0, "b"), CallResult(.succeeded))
        #expect(passedOn == nil)
        queue.ready(Self.call(2, "a"))
        let other = try #require(await Self.slot(queue))
        #expect(other.call == Self.call(2, "a"))
        queue.release(second, CallResult(.succeeded))
        let waited = try #require(await Self.slot(queue))
        #expect(waited.call == Self.call(0, "b"))
    }

    @Test func roomThatASagaLeavesIsGivenToAnIdleWorker() async throws {
        let queue = CallQueue(limits: FlowLimits(concurrency: 2, perNode: 1))
        queue.ready(Self.call(0, "a"))
        queue.ready(Self.call(1, "a"))
        let first = try #require(await Self.slot(queue))
        async let idle = Self.slot(queue)
        // Whether the other worker waits by now or comes later, it gets the room at the node.
        let passedOn = queue.exchange(first, for: Self.call(0, "b"), CallResult(.succeeded))
        #expect(passedOn?.call == Self.call(0, "b"))
        let second = await idle
        #expect(second?.call == Self.call(1, "a"))
    }

    @Test func allIdleWorkersGetWhatComesAtOnce() async {
        let queue = CallQueue(limits: FlowLimits(concurrency: 3))
        async let first = queue.next()
        async let second = queue.next()
        async let third = queue.next()
        queue.startable(3)
        let assignments = await [first, second, third]
        #expect(assignments == [.start, .start, .start])
    }

    @Test func whoAsksAClosedQueueGoesHome() async {
        let queue = CallQueue(limits: FlowLimits(concurrency: 1))
        async let waiting = queue.next()
        queue.close()
        let first = await waiting
        #expect(first == nil)
        queue.ready(Self.call(0))
        let second = await queue.next()
        #expect(second == nil)
    }
}
