import Steps
import Testing

@testable import SagaEngine

@Suite struct StartQueueTests {
    private func taken(_ queue: inout StartQueue<Int>) -> [Int] {
        var sagas: [Int] = []
        while let (_, saga) = queue.next() { sagas.append(saga) }
        return sagas
    }

    @Test func jobsOfOnePriorityTakeTurns() {
        var queue = StartQueue<Int>()
        queue.add([1, 2, 3, 4], to: Lane(job: "large"))
        queue.add([11], to: Lane(job: "small"))
        queue.add([21, 22], to: Lane(job: "middle"))
        #expect(taken(&queue) == [1, 11, 21, 2, 22, 3, 4])
    }

    @Test func theMoreUrgentGoFirst() {
        var queue = StartQueue<Int>()
        queue.add([5], to: Lane(priority: 5, job: "a"))
        queue.add([1, 2], to: Lane(priority: 1, job: "a"))
        queue.add([3], to: Lane(job: "b"))
        #expect(taken(&queue) == [1, 2, 3, 5])
    }

    @Test func aLaneKeepsItsOrderWhenMoreIsReadAhead() {
        var queue = StartQueue<Int>()
        let lane = Lane(job: "a")
        queue.add([1, 2], to: lane)
        queue.add([], to: Lane(job: "none"))
        let first = queue.next()?.saga
        #expect(first == 1)
        queue.add([3, 4], to: lane)
        #expect(queue.count(in: lane) == 3)
        #expect(taken(&queue) == [2, 3, 4])
        queue.add([5], to: lane)
        #expect(taken(&queue) == [5])
    }
}
