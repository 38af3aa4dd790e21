import Steps
import Testing

@testable import SagaEngine

@Suite struct TimerQueueTests {
    @Test func popsInOrderAndNeverEarly() {
        var queue = TimerQueue()
        let dues = [5, 1, 4, 1, 3, 9, 2].map { Timestamp(rawValue: $0) }
        for (index, due) in dues.enumerated() {
            queue.add(SagaID(microseconds: UInt64(index), random: 0), due: due)
        }
        var popped: [Timestamp] = []
        for now in 0...9 {
            let now = Timestamp(rawValue: Int64(now))
            while let (saga, _) = queue.popDue(at: now) {
                let due = dues[Int(saga.microseconds)]
                #expect(due == now)
                popped.append(due)
            }
        }
        #expect(popped == dues.sorted())
        #expect(queue.nextDue == nil)
    }
}
