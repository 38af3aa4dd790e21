import Steps
import Testing

@testable import SagaEngine

@Suite struct LockTableTests {
    let first = SagaID(microseconds: 1, random: 0)
    let second = SagaID(microseconds: 2, random: 0)
    let third = SagaID(microseconds: 3, random: 0)

    @Test func oneHolderAtATimeFirstComeFirstServed() {
        var table = LockTable()
        let answer1 = table.acquire(["a"], for: first)
        #expect(answer1)
        let answer2 = table.acquire(["a"], for: second)
        #expect(!answer2)
        let answer3 = table.acquire(["a"], for: third)
        #expect(!answer3)
        #expect(table.obstacle(of: third)?.holder == first)
        let answer4 = table.release(first)
        #expect(answer4 == [second])
        let answer5 = table.release(second)
        #expect(answer5 == [third])
        let answer6 = table.release(third)
        #expect(answer6 == [])
    }

    @Test func severalLocksAreTakenInOrder() {
        var table = LockTable()
        let answer7 = table.acquire(["b"], for: first)
        #expect(answer7)
        let answer8 = table.acquire(["a", "b"], for: second)
        #expect(!answer8)
        let answer9 = table.acquire(["a"], for: third)
        #expect(!answer9)
        #expect(table.obstacle(of: second)?.name == "b")
        let answer10 = table.release(first)
        #expect(answer10 == [second])
        let answer11 = table.release(second)
        #expect(answer11 == [third])
    }

    @Test func whoGivesUpWaitingIsPassedOver() {
        var table = LockTable()
        _ = table.acquire(["a"], for: first)
        _ = table.acquire(["a"], for: second)
        _ = table.acquire(["a"], for: third)
        let nobody = table.release(second)
        #expect(nobody == [])
        #expect(table.held.map(\.waiting) == [[third]])
        let heirs = table.release(first)
        #expect(heirs == [third])
    }

    @Test func withoutNamesNothingIsWaitedFor() {
        var table = LockTable()
        let answer12 = table.acquire([], for: first)
        #expect(answer12)
        let answer13 = table.release(first)
        #expect(answer13 == [])
    }
}
