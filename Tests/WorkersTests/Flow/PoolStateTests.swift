import SagaEngine
import Steps
import Testing

@testable import Workers

@Suite struct PoolStateTests {
    static let start = Timestamp(rawValue: 1_000_000)

    let sagas = (0..<5).map { SagaID(microseconds: $0, random: 0) }

    private func call(
        _ saga: Int, _ node: String? = nil, pool: String? = nil, priority: Int = 3,
        job: String = "job"
    ) -> ReadyCall {
        ReadyCall(
            saga: sagas[saga], step: 0, node: node, pool: pool,
            lane: Lane(priority: priority, job: job))
    }

    /// The slots that the pool gives out until it has no more.
    private func slots(_ pool: inout PoolState, at now: Timestamp = start) -> [Slot] {
        var slots: [Slot] = []
        while case .call(let slot)? = pool.next(at: now) { slots.append(slot) }
        return slots
    }

    @Test func aNodeAtItsLimitHoldsUpNobodyElse() throws {
        var pool = PoolState(limits: FlowLimits(concurrency: 8, perNode: 1))
        let calls = [call(0, "sick"), call(1, "sick"), call(2, "well")]
        for call in calls { pool.add(call) }
        let slots = slots(&pool)
        #expect(slots.map(\.call) == [calls[0], calls[2]])
        pool.release(try #require(slots.first), CallResult(.succeeded), at: Self.start)
        let later = self.slots(&pool)
        #expect(later.map(\.call) == [calls[1]])
    }

    @Test func aPoolAtItsLimitHoldsUpNobodyElse() throws {
        let limits = FlowLimits(concurrency: 8, pools: ["slow": PoolLimit(concurrency: 1)])
        var pool = PoolState(limits: limits)
        let calls = [
            call(0, "a", pool: "slow"), call(1, "b", pool: "slow"), call(2, pool: "slow"),
            call(3, "a"), call(4, pool: "unknown"),
        ]
        for call in calls { pool.add(call) }
        let slots = slots(&pool)
        #expect(slots.map(\.call) == [calls[0], calls[3], calls[4]])
        pool.release(try #require(slots.first), nil, at: Self.start)
        let later = self.slots(&pool)
        #expect(later.map(\.call) == [calls[1]])
    }

    @Test func allTogetherStayWithinTheGlobalLimit() {
        var pool = PoolState(limits: FlowLimits(concurrency: 2))
        for saga in 0..<5 { pool.add(call(saga, "node\(saga)")) }
        let slots = slots(&pool)
        #expect(slots.count == 2)
        pool.addStartable(1)
        let next = pool.next(at: Self.start)
        #expect(next == nil)
    }

    @Test func sagasUnderWayComeBeforeNewOnes() {
        var pool = PoolState(limits: FlowLimits(concurrency: 8))
        pool.addStartable(1)
        pool.add(call(0, "node01", priority: 5))
        let assignments = (0..<3).map { _ in pool.next(at: Self.start) }
        guard case .call? = assignments[0] else { Issue.record("no call came first"); return }
        #expect(assignments[1] == .start)
        #expect(assignments[2] == nil)
    }

    @Test func whatHasNoRoomLetsOthersStart() {
        var pool = PoolState(limits: FlowLimits(concurrency: 8, perNode: 1))
        pool.addStartable(1)
        pool.add(call(0, "a"))
        pool.add(call(1, "a"))
        _ = pool.next(at: Self.start)
        let next = pool.next(at: Self.start)
        #expect(next == .start)
    }

    @Test func noMoreStartThanCouldSend() {
        var pool = PoolState(limits: FlowLimits(concurrency: 2))
        pool.addStartable(3)
        let starts = (0..<3).map { _ in pool.next(at: Self.start) }
        #expect(starts == [.start, .start, nil])
        let slot = pool.admit(call(0, "node01"), at: Self.start)
        pool.started()
        #expect(slot != nil)
        let full = pool.next(at: Self.start)
        #expect(full == nil)
        // Has no call to send, such as a saga that waits for its locks.
        pool.started()
        let last = pool.next(at: Self.start)
        #expect(last == .start)
    }

    @Test func thoseThatWaitedLongestGoFirst() {
        var pool = PoolState(limits: FlowLimits(concurrency: 8))
        let calls = (0..<5).map { call($0, "node0\($0 % 2)") }
        for call in calls { pool.add(call) }
        let slots = slots(&pool)
        #expect(slots.map(\.call) == calls)
    }

    @Test func aSlotPassesOnOnlyWhereThereIsRoom() {
        var pool = PoolState(limits: FlowLimits(concurrency: 8, perNode: 1))
        pool.add(call(0, "a"))
        pool.add(call(1, "b"))
        let slots = slots(&pool)
        let done = CallResult(.succeeded)
        let first = pool.exchange(slots[0], for: call(0, "b"), done, at: Self.start)
        #expect(first == nil)
        let second = pool.exchange(slots[1], for: call(1, "a"), done, at: Self.start)
        #expect(second?.call == call(1, "a"))
        let waiting = self.slots(&pool)
        #expect(waiting.map(\.call) == [call(0, "b")])
    }

    /// Who waits while a saga of job `job`, priority 3, wants to go on, and whether it does.
    struct Rival: Sendable {
        var priority = 3
        var job = "job"
        var node = "a"
        var goesOn: Bool
    }

    @Test(arguments: [
        Rival(priority: 2, goesOn: false), Rival(priority: 2, job: "other", goesOn: false),
        Rival(job: "other", goesOn: false), Rival(goesOn: true),
        Rival(priority: 4, job: "other", goesOn: true),
        // Needs the slot, though not the node.
        Rival(job: "other", node: "b", goesOn: false),
        // Has no room whatever becomes of the slot.
        Rival(priority: 1, job: "other", node: "full", goesOn: true),
    ])
    func aSagaGoesOnUnlessItIsAnothersTurn(rival: Rival) {
        let limits = FlowLimits(concurrency: 2, nodes: ["full": NodeLimit(concurrency: 1)])
        var pool = PoolState(limits: limits)
        pool.add(call(0, "a"))
        pool.add(call(1, "full"))
        let slots = slots(&pool)
        pool.add(call(2, rival.node, priority: rival.priority, job: rival.job))
        let passedOn = pool.exchange(slots[0], for: call(0, "a"), nil, at: Self.start)
        #expect((passedOn != nil) == rival.goesOn)
    }

    @Test func goingOnIsATurnOfItsJob() {
        var pool = PoolState(limits: FlowLimits(concurrency: 1))
        pool.add(call(0, "a", job: "big"))
        let slots = slots(&pool)
        // The turn of the big one is before that of the other, which came later.
        pool.add(call(1, "a", job: "big"))
        pool.add(call(2, "b", job: "other"))
        let passedOn = pool.exchange(slots[0], for: call(0, "b", job: "big"), nil, at: Self.start)
        guard let passedOn else { Issue.record("its turn had come"); return }
        pool.release(passedOn, nil, at: Self.start)
        let next = self.slots(&pool)
        #expect(next.map(\.call.lane.job) == ["other"])
    }

    @Test func aRateSaysWhenToComeBack() {
        let limits = FlowLimits(concurrency: 8, pools: ["slow": PoolLimit(rate: 0.5)])
        var pool = PoolState(limits: limits)
        let idle = pool.nextWake(at: Self.start)
        #expect(idle == nil)
        pool.add(call(0, pool: "slow"))
        pool.add(call(1, "a", pool: "slow"))
        let first = slots(&pool)
        #expect(first.map(\.call.saga) == [sagas[0]])
        let wake = pool.nextWake(at: Self.start)
        #expect(wake == Self.start + .seconds(2))
        let early = slots(&pool, at: Self.start + 1_999)
        #expect(early.isEmpty)
        let second = slots(&pool, at: Self.start + .seconds(2))
        #expect(second.map(\.call.saga) == [sagas[1]])
        let done = pool.nextWake(at: Self.start + .seconds(2))
        #expect(done == nil)
    }

    @Test func noTimerIsNeededWhereSomebodyHasToLeaveFirst() {
        let limits = FlowLimits(
            concurrency: 8, rate: 1, pools: ["slow": PoolLimit(concurrency: 1, rate: 1)])
        var pool = PoolState(limits: limits)
        pool.add(call(0, pool: "slow"))
        pool.add(call(1, pool: "slow"))
        let slots = slots(&pool)
        let full = pool.nextWake(at: Self.start)
        #expect(full == nil)
        pool.release(slots[0], nil, at: Self.start)
        let free = pool.nextWake(at: Self.start)
        #expect(free == Self.start + .seconds(1))
    }

    @Test func overloadLowersTheLimitOfItsNodeAlone() {
        var pool = PoolState(limits: FlowLimits(concurrency: 100, perNode: 10))
        for index in 0..<40 { pool.add(call(0, index % 2 == 0 ? "a" : "b")) }
        let first = slots(&pool)
        #expect(first.count == 20)
        for slot in first {
            let isSick = slot.call.node == "a"
            pool.release(
                slot, CallResult(isSick ? .unknown : .succeeded, status: isSick ? 503 : 200),
                at: Self.start)
        }
        let second = slots(&pool)
        #expect(second.count { $0.call.node == "a" } == 7)
        #expect(second.count { $0.call.node == "b" } == 10)
    }

    @Test func aClusterSaysItsLimits() {
        let cluster = ClusterDefinition(
            nodes: [
                "a": NodeDefinition(
                    endpoints: [], limits: LimitDefinition(concurrency: 3, rate: 4)),
                "b": NodeDefinition(endpoints: []),
            ],
            flow: FlowDefinition(
                limits: LimitDefinition(concurrency: 20, rate: 100),
                pools: ["slow": LimitDefinition(rate: 0.5)]))
        let expected = FlowLimits(
            concurrency: 20, findsKnee: true, perNode: 64, rate: 100,
            pools: ["slow": PoolLimit(rate: 0.5)],
            nodes: ["a": NodeLimit(concurrency: 3, rate: 4)])
        #expect(FlowLimits(of: cluster) == expected)
        #expect(FlowLimits(of: cluster, concurrency: 8).concurrency == 8)
        #expect(FlowLimits(of: cluster, concurrency: 30).concurrency == 20)
        #expect(!FlowLimits(of: cluster, concurrency: 8).findsKnee)
        let free = ClusterDefinition(nodes: ["a": NodeDefinition(endpoints: [])])
        #expect(
            FlowLimits(of: free, perNode: 40)
                == FlowLimits(concurrency: 40, findsKnee: true, perNode: 40))
    }
}
