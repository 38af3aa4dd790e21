import SagaTesting
import Steps
import Testing

@testable import Workers

@Suite struct FairQueueTests {
    private func all(_ queue: inout FairQueue<Int>, _ turns: inout Turns) -> [Int] {
        var elements: [Int] = []
        while let next = queue.pop(&turns) { elements.append(next.element) }
        return elements
    }

    @Test func nothingComesOfNothing() {
        var queue = FairQueue<Int>()
        var turns = Turns()
        let elements = all(&queue, &turns)
        #expect(elements.isEmpty)
    }

    @Test(
        arguments: [
            ([(3, "a", 0), (3, "a", 1), (3, "a", 2)], [0, 1, 2]),
            ([(3, "a", 0), (3, "a", 1), (3, "b", 2), (3, "b", 3)], [0, 2, 1, 3]),
            ([(5, "a", 0), (1, "b", 1), (3, "c", 2), (1, "b", 3)], [1, 3, 2, 0]),
            ([(4, "a", 0), (2, "a", 1), (4, "b", 2)], [1, 0, 2]),
            ([(3, "a", 0), (3, "b", 1), (3, "a", 2), (3, "c", 3), (3, "a", 4)], [0, 1, 3, 2, 4]),
        ] as [([(Int, String, Int)], [Int])])
    func urgencyThenTurnsThenArrival(pushed: [(Int, String, Int)], popped: [Int]) {
        var queue = FairQueue<Int>()
        var turns = Turns()
        for (priority, job, element) in pushed {
            queue.push(element, in: Lane(priority: priority, job: job), &turns)
        }
        let elements = all(&queue, &turns)
        #expect(elements == popped)
        #expect(queue.jobCount == 0)
        #expect(turns.count == 0)
    }

    @Test func aJobThatComesAnewGoesToTheEnd() {
        var queue = FairQueue<Int>()
        var turns = Turns()
        for element in 0..<10 { queue.push(element, in: Lane(job: "bulk"), &turns) }
        var served: [String] = []
        for _ in 0..<9 {
            // Each of two others has one call at a time, and is back at once.
            for job in ["x", "y"] where turns.turn(of: Lane(job: job)) == nil {
                queue.push(0, in: Lane(job: job), &turns)
            }
            if let next = queue.pop(&turns) { served.append(next.lane.job) }
        }
        #expect(served == ["bulk", "x", "y", "bulk", "x", "y", "bulk", "x", "y"])
    }

    @Test func turnsHoldAcrossQueues() {
        var turns = Turns()
        var first = FairQueue<Int>()
        var second = FairQueue<Int>()
        for element in 0..<3 {
            first.push(element, in: Lane(job: "bulk"), &turns)
            second.push(element, in: Lane(job: "bulk"), &turns)
        }
        second.push(9, in: Lane(job: "single"), &turns)
        _ = first.pop(&turns)
        let next = second.pop(&turns)
        #expect(next?.lane.job == "single")
    }

    @Test func aMillionOfOneJobKeepNobodyWaiting() {
        var queue = FairQueue<Int>()
        var turns = Turns()
        for element in 0..<1_000_000 { queue.push(element, in: Lane(job: "bulk"), &turns) }
        queue.push(-1, in: Lane(job: "single"), &turns)
        let served = (0..<2).compactMap { _ in queue.pop(&turns)?.element }
        #expect(served == [0, -1])
        var rest = 0
        while queue.pop(&turns) != nil { rest += 1 }
        #expect(rest == 999_999)
    }

    /// Random arrivals and departures: within a lane the order of arrival, between priorities
    /// strict order, and no job waits for more than one call of each other job of its priority.
    @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64])
    func theRulesHoldWhateverComes(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var queue = FairQueue<Int>()
        var turns = Turns()
        var model: [Lane: [Int]] = [:]
        /// The lanes served since a lane began to wait, or was served.
        var others: [Lane: Set<Lane>] = [:]
        for element in 0..<5_000 {
            if Int.random(in: 0..<100, using: &generator) < (element % 1_000 < 600 ? 70 : 30) {
                let lane = Lane(
                    priority: .random(in: 1...5, using: &generator),
                    job: "job\(Int.random(in: 0..<8, using: &generator))")
                if model[lane] == nil { others[lane] = [] }
                model[lane, default: []].append(element)
                queue.push(element, in: lane, &turns)
            } else if let served = queue.pop(&turns) {
                let urgent = model.keys.map(\.priority).min()
                #expect(served.lane.priority == urgent)
                #expect(model[served.lane]?.removeFirst() == served.element)
                if model[served.lane]?.isEmpty == true { model[served.lane] = nil }
                others[served.lane] = model[served.lane] == nil ? nil : []
                for lane in model.keys where lane.priority == urgent && lane != served.lane {
                    let isFirst = others[lane]?.insert(served.lane).inserted
                    #expect(isFirst == true, "\(lane) waits for \(served.lane) twice")
                }
            }
            #expect(queue.count == model.values.reduce(0) { $0 + $1.count })
            #expect(queue.jobCount == model.count)
            #expect(turns.count == model.count)
        }
    }
}
