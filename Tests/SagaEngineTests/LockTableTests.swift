import Steps
import Testing

@testable import SagaEngine

@Suite struct LockTableTests {
    let first = SagaID(microseconds: 1, random: 0)
    let second = SagaID(microseconds: 2, random: 0)
    let third = SagaID(microseconds: 3, random: 0)

    @Test func oneHolderAtATimeFirstComeFirstServed() {
        var table = LockTable()
        #expect(table.acquire(["a"], for: first))
        #expect(!table.acquire(["a"], for: second))
        #expect(!table.acquire(["a"], for: third))
        #expect(table.obstacle(of: third)?.holder == first)
        #expect(table.release(first) == [second])
        #expect(table.release(second) == [third])
        #expect(table.release(third) == [])
    }

    @Test func severalLocksAreTakenInOrder() {
        var table = LockTable()
        #expect(table.acquire(["b"], for: first))
        #expect(!table.acquire(["a", "b"], for: second))
        #expect(!table.acquire(["a"], for: third))
        #expect(table.obstacle(of: second)?.name == "b")
        #expect(table.release(first) == [second])
        #expect(table.release(second) == [third])
    }

    @Test func withoutNamesNothingIsWaitedFor() {
        var table = LockTable()
        #expect(table.acquire([], for: first))
        #expect(table.release(first) == [])
    }
}
