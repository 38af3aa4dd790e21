import Steps
import Testing

@testable import SagaTesting

@Suite("Events in virtual time")
struct EventQueueTests {
    @Test("come in order of time, and of arrival where times are equal", arguments: 0..<20)
    func order(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var queue = EventQueue()
        var cancelled: Set<Int> = []
        var moments: [Int: Milliseconds] = [:]
        for _ in 0..<100 {
            let moment = Milliseconds(rawValue: Int64(generator.next() % 10))
            let number = queue.add(at: moment) {}
            moments[number] = moment
            if generator.next() % 4 == 0 {
                queue.cancel(number)
                cancelled.insert(number)
            }
        }
        var popped: [EventQueue.Event] = []
        while let event = queue.pop() { popped.append(event) }
        #expect(Set(popped.map(\.number)) == Set(moments.keys).subtracting(cancelled))
        let isOrdered = zip(popped, popped.dropFirst()).allSatisfy { $0.isBefore($1) }
        #expect(isOrdered)
    }
}
