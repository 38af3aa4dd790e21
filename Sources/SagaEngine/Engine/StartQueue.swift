internal import Steps

/// Accepted sagas that were read ahead, in lanes: the most urgent lanes first, and among those of
/// one priority each job in turn, so that a job of a million starves nobody.
struct StartQueue<Element> {
    private struct LaneQueue {
        var sagas: [Element] = []
        /// The first one that still waits; those before it are gone.
        var head = 0

        var count: Int { sagas.count - head }

        var first: Element? { head < sagas.count ? sagas[head] : nil }

        mutating func popFirst() -> Element? {
            guard head < sagas.count else { return nil }
            defer {
                head += 1
                if head > 64, head * 2 > sagas.count {
                    sagas.removeFirst(head)
                    head = 0
                }
            }
            return sagas[head]
        }
    }

    /// How many there are.
    private(set) var count = 0
    private var lanes: [Lane: LaneQueue] = [:]
    /// The lanes of each priority that have sagas; the one whose turn it is stands first.
    private var turns: [Int: [Lane]] = [:]

    /// How many are there in a lane.
    func count(in lane: Lane) -> Int {
        lanes[lane]?.count ?? 0
    }

    /// Adds sagas behind those that their lane has.
    mutating func add(_ sagas: [Element], to lane: Lane) {
        guard !sagas.isEmpty else { return }
        if lanes[lane] == nil { turns[lane.priority, default: []].append(lane) }
        lanes[lane, default: LaneQueue()].sagas += sagas
        count += sagas.count
    }

    /// Takes out the saga whose turn it is; a lane whose first one may not start lets the others
    /// pass.
    mutating func next(
        where mayStart: (Element) -> Bool = { _ in true }
    ) -> (lane: Lane, saga: Element)? {
        for priority in Lane.priorities {
            guard var waiting = turns[priority],
                let place = waiting.firstIndex(where: { lanes[$0]?.first.map(mayStart) ?? true })
            else { continue }
            let lane = waiting.remove(at: place)
            guard let saga = lanes[lane]?.popFirst() else { continue }
            count -= 1
            if self.count(in: lane) == 0 {
                lanes[lane] = nil
            } else {
                waiting.append(lane)
            }
            turns[priority] = waiting.isEmpty ? nil : waiting
            return (lane, saga)
        }
        return nil
    }
}
