import Steps
import Testing

@testable import Workers

@Suite struct PoolStateTests {
    let sagas = (0..<5).map { SagaID(microseconds: $0, random: 0) }

    @Test func aNodeAtItsLimitHoldsUpNobodyElse() {
        var pool = PoolState(limits: PoolLimits(concurrency: 8, perNode: 1))
        pool.add(sagas[0], node: "sick")
        pool.add(sagas[1], node: "sick")
        pool.add(sagas[2], node: "well")
        #expect(pool.next() == .call(sagas[0], node: "sick"))
        #expect(pool.next() == .call(sagas[2], node: "well"))
        #expect(pool.next() == nil)
        pool.release("sick")
        #expect(pool.next() == .call(sagas[1], node: "sick"))
    }

    @Test func sagasUnderWayComeBeforeNewOnes() {
        var pool = PoolState(limits: PoolLimits(concurrency: 8))
        pool.addStartable(1)
        pool.add(sagas[0], node: "node01")
        #expect(pool.next() == .call(sagas[0], node: "node01"))
        #expect(pool.next() == .start)
        #expect(pool.next() == nil)
    }

    @Test func thoseThatWaitedLongestGoFirst() {
        var pool = PoolState(limits: PoolLimits(concurrency: 8))
        for (index, saga) in sagas.enumerated() { pool.add(saga, node: "node0\(index % 2)") }
        let order = (0..<5).map { _ in pool.next() }
        #expect(order == sagas.enumerated().map { .call($1, node: "node0\($0 % 2)") })
    }

    @Test func aSlotPassesOnOnlyWhereThereIsRoom() {
        var pool = PoolState(limits: PoolLimits(concurrency: 8, perNode: 1))
        pool.add(sagas[0], node: "a")
        pool.add(sagas[1], node: "b")
        _ = pool.next()
        _ = pool.next()
        #expect(!pool.exchange("a", for: "b"))
        #expect(pool.exchange("b", for: "a"))
    }
}
