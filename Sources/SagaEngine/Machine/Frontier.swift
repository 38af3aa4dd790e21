internal import Steps

/// Which instances of a plan may be worked on, whichever way the saga goes.
///
/// Forward, a step is opened when every step that it needs is finished on all its nodes; backward,
/// when every step that needs it is. Of one step's instances at most `parallel` are open at once:
/// in order forward, in reverse order backward.
struct Frontier: Sendable {
    private struct Track: Sendable {
        let parallel: Int
        /// Steps that must be finished before.
        var blockers: Int
        var opened = 0
        var finished = 0
    }

    /// The instances that may be worked on, in order of the plan.
    private(set) var open: [Int] = []
    /// The instances of each step.
    private let ranges: [Range<Int>]
    private var tracks: [Track]
    private var unfinished: Int
    private var isForward = true
    private let graph: StepGraph

    /// A plan that nothing is done of.
    init(ranges: [Range<Int>], steps: [StepDefinition], graph: StepGraph) {
        self.graph = graph
        unfinished = ranges.count
        self.ranges = ranges
        tracks = zip(steps, graph.needs).map { step, needs in
            Track(parallel: step.parallel, blockers: needs.count)
        }
        openUnblocked()
    }

    /// Whether all is done, or undone.
    var isFinished: Bool { unfinished == 0 }

    /// Takes an open instance out, and opens what may come after it.
    mutating func finish(_ instance: Int) {
        guard let place = open.firstIndex(of: instance) else {
            preconditionFailure("instance \(instance) is finished and was not open")
        }
        open.remove(at: place)
        let step = ranges.place(of: instance)
        tracks[step].finished += 1
        fill(step)
    }

    /// Starts again from the other end: everything is to be looked at once more, backward.
    mutating func turn() {
        isForward = false
        open = []
        unfinished = tracks.count
        for step in tracks.indices {
            tracks[step].blockers = graph.neededBy[step].count
            tracks[step].opened = 0
            tracks[step].finished = 0
        }
        openUnblocked()
    }

    private mutating func openUnblocked() {
        // Filling a step may unblock others: only those that are free from the start are filled.
        let free = tracks.indices.filter { tracks[$0].blockers == 0 }
        for step in free { fill(step) }
    }

    /// Opens as many instances of a step as may be open, and the steps behind it if it is finished.
    private mutating func fill(_ first: Int) {
        var steps = [first]
        while let step = steps.popLast() {
            let range = ranges[step]
            while tracks[step].opened < range.count,
                tracks[step].opened - tracks[step].finished < tracks[step].parallel
            {
                let number = tracks[step].opened
                insert(isForward ? range.lowerBound + number : range.upperBound - 1 - number)
                tracks[step].opened += 1
            }
            guard tracks[step].finished == range.count else { continue }
            unfinished -= 1
            for next in isForward ? graph.neededBy[step] : graph.needs[step] {
                tracks[next].blockers -= 1
                if tracks[next].blockers == 0 { steps.append(next) }
            }
        }
    }

    private mutating func insert(_ instance: Int) {
        let place = open.firstIndex { $0 > instance } ?? open.endIndex
        open.insert(instance, at: place)
    }
}
