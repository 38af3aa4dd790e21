internal import Steps

/// Calls that wait for the same room: the most urgent priority first, within it one of each job in
/// turn, within a job the one that has waited longest.
///
/// Several queues may share their ``Turns``: then a job takes turns across all of them. Costs grow
/// with the logarithm of the jobs that wait, not with their calls.
struct FairQueue<Element> {
    /// The next one, and what it is compared with others by.
    struct Head {
        let lane: Lane
        let turn: Int
        let element: Element
    }

    private struct Level {
        var turns = TurnHeap()
        var jobs: [String: Line<Element>] = [:]
    }

    private var levels = Lane.priorities.map { _ in Level() }
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }
    /// How many jobs have something here.
    var jobCount: Int { levels.reduce(0) { $0 + $1.jobs.count } }

    mutating func push(_ element: Element, in lane: Lane, _ turns: inout Turns) {
        let level = Self.level(of: lane.priority)
        let turn = turns.joined(lane)
        count += 1
        if levels[level].jobs[lane.job] == nil {
            levels[level].jobs[lane.job] = Line()
            levels[level].turns.add(lane.job, turn: turn)
        }
        levels[level].jobs[lane.job]?.append(element)
    }

    /// Who is next; changes nothing but how the order is kept.
    mutating func head(_ turns: Turns) -> Head? {
        guard !isEmpty else { return nil }
        for level in levels.indices where !levels[level].turns.isEmpty {
            let priority = Lane.priorities.lowerBound + level
            let first = levels[level].turns.first { job in
                guard let turn = turns.turn(of: Lane(priority: priority, job: job)) else {
                    preconditionFailure("a job that waits has a turn")
                }
                return turn
            }
            guard let first, let element = levels[level].jobs[first.job]?.first else { continue }
            return Head(
                lane: Lane(priority: priority, job: first.job), turn: first.turn, element: element)
        }
        return nil
    }

    /// Takes out the one that is next.
    mutating func pop(_ turns: inout Turns) -> (lane: Lane, element: Element)? {
        guard let head = head(turns) else { return nil }
        let level = Self.level(of: head.lane.priority)
        guard let element = levels[level].jobs[head.lane.job]?.popFirst() else { return nil }
        count -= 1
        if levels[level].jobs[head.lane.job]?.isEmpty == true {
            levels[level].jobs[head.lane.job] = nil
            levels[level].turns.removeFirst()
        }
        turns.left(head.lane)
        return (head.lane, element)
    }

    private static func level(of priority: Int) -> Int {
        priority - Lane.priorities.lowerBound
    }
}
