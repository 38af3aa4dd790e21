import SagaTesting
import Steps

/// P10 and P16: sagas that start others, and locks.
extension Story {
    static let families = children + turns

    private static let children: [Story] = [
        Story(nil, "a child completes under its parent's lock") {
            var (parent, child) = try family()
            child.call("create@node01")
            child.call("create@node02")
            child.add(.sagaCompleted)
            parent.finish(after: child, "succeeded")
            return [parent, child]
        },
        Story(nil, "a child is undone, and its parent with it") {
            var (parent, child) = try family()
            child.call("create@node01", .action, "rejected")
            child.add(.compensationStarted)
            child.add(.sagaCompensated)
            parent.now = child.now
            parent.end("group", .action, "rejected")
            parent.add(.compensationStarted)
            parent.call("own@node01", .compensation)
            parent.add(.sagaCompensated)
            return [parent, child]
        },
        Story(nil, "an operator ends a child; another try starts another one") {
            var (parent, child) = try family()
            child.add(.sagaParked)
            child.add(.sagaAbandoned)
            parent.now = child.now
            parent.end("group", .action, "unknown")
            parent.start("group")
            var second = try Story.child(of: parent, attempt: 2)
            second.call("create@node01")
            second.call("create@node02")
            second.add(.sagaCompleted)
            parent.finish(after: second, "succeeded")
            return [parent, child, second]
        },
        Story("P10", "a step succeeds, and its saga was undone") {
            var (parent, child) = try family()
            child.call("create@node01", .action, "rejected")
            child.add(.compensationStarted)
            child.add(.sagaCompensated)
            parent.finish(after: child, "succeeded")
            return [parent, child]
        },
        Story("P10", "a step ends before its saga") {
            var (parent, child) = try family()
            parent.finish(after: child, "succeeded")
            return [parent, child]
        },
        Story("P10", "a step succeeds, and started no saga") {
            var (parent, child) = try family()
            parent.finish(after: child, "succeeded")
            return [parent]
        },
        Story("P10", "a step starts two sagas") {
            let (parent, child) = try family()
            return [parent, child, try Story.child(of: parent, attempt: 1, at: 2_000_000)]
        },
        Story("P10", "a saga says that another one started it, which does not know") {
            let (parent, _) = try family()
            return [parent, try Story.child(of: parent, attempt: 2)]
        },
        Story("P10", "a saga outlives the one that started it") {
            var (parent, child) = try family()
            parent.add(.sagaParked)
            parent.add(.sagaAbandoned)
            child.now = parent.now
            child.call("create@node01")
            return [parent, child]
        },
    ]

    private static let turns: [Story] = [
        Story(nil, "a saga starts when the one before it has ended") {
            let first = try create(at: 1_000_000)
            return [first, try create(at: UInt64(first.now) * 1_000)]
        },
        Story(nil, "sagas with different locks overlap") {
            [try create(at: 1_000_000), try create(at: 1_001_000, group: "6")]
        },
        Story(nil, "a saga that was cancelled before it started held nothing") {
            var second = try SagaScript(.create(), at: 1_001_000, key: "second", started: false)
            second.add(.cancelRequested)
            second.add(.compensationStarted)
            second.add(.sagaCompensated)
            return [try create(at: 1_000_000), second]
        },
        Story("P16", "two sagas hold one lock") {
            [try create(at: 1_000_000), try create(at: 1_001_000)]
        },
        Story("P16", "a saga overlaps a parked one") {
            var parked = try SagaScript(.create(), key: "parked")
            parked.call("create@node01", .action, "rejected")
            parked.add(.sagaParked)
            return [parked, try create(at: 9_000_000)]
        },
        Story("P16", "a child holds a lock of its own") {
            let (parent, _) = try family()
            return [parent, try Story.child(of: parent, attempt: 1, locks: ["group/5"])]
        },
        Story("P16", "nobody holds the lock of a child") {
            let (parent, child) = try family(locks: [])
            return [parent, child]
        },
    ]

    /// A parent that has started its child, and the child.
    private static func family(
        locks: [String] = ["group/5"]
    ) throws -> (parent: SagaScript, child: SagaScript) {
        var parent = try SagaScript(.parent(), locks: locks)
        parent.call("own@node01")
        parent.start("group")
        return (parent, try child(of: parent, attempt: 1))
    }

    private static func child(
        of parent: SagaScript, attempt: Int, at microseconds: UInt64? = nil,
        locks: [String] = []
    ) throws -> SagaScript {
        try SagaScript(
            .create(), at: microseconds ?? UInt64(parent.now + 1) * 1_000,
            key: "\(parent.id)/group/action/\(attempt)",
            parent: .init(saga: parent.id, step: 1, kind: .action), locks: locks)
    }

    private static func create(
        at microseconds: UInt64, group: String = "5"
    ) throws -> SagaScript {
        var saga = try SagaScript(
            .create(), at: microseconds, group: group, key: "at \(microseconds)")
        saga.call("create@node01")
        saga.call("create@node02")
        saga.add(.sagaCompleted)
        return saga
    }
}

extension SagaScript {
    /// Learns what became of its child, and completes.
    fileprivate mutating func finish(after child: SagaScript, _ outcome: String) {
        now = child.now
        end("group", .action, outcome)
        add(.sagaCompleted)
    }
}
