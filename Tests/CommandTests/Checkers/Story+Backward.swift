import SagaTesting
import Steps

/// P7 and P8: the way back, and the point from which there is none.
extension Story {
    static let backward = branches + nodes + migrations + pivots

    private static let branches: [Story] = [
        Story(nil, "branches are undone side by side, each after what needed it") { saga in
            saga.call("left@node01")
            saga.call("right@node02")
            saga.call("join@node01", .action, "rejected")
            saga.add(.compensationStarted)
            saga.start("left@node01", .compensation)
            saga.start("right@node02", .compensation)
            saga.end("right@node02", .compensation)
            saga.end("left@node01", .compensation)
            saga.add(.sagaCompensated)
        },
        Story(nil, "a connection that was never made leaves nothing to undo") { saga in
            saga.call("left@node01")
            saga.call("right@node02", .action, "unreachable")
            saga.settle("right@node02", "rejected")
            saga.add(.compensationStarted)
            saga.call("left@node01", .compensation)
            saga.add(.sagaCompensated)
        },
        Story("P7", "a branch is undone before what needed it", done) { saga in
            saga.call("left@node01", .compensation)
        },
        Story("P7", "a branch is not undone", done) { saga in
            saga.call("join@node01", .compensation)
            saga.call("left@node01", .compensation)
            saga.add(.sagaCompensated)
        },
        Story("P7", "a branch is undone twice", done) { saga in
            saga.call("join@node01", .compensation)
            saga.call("left@node01", .compensation)
            saga.call("left@node01", .compensation)
        },
        Story("P7", "a branch that was never started is undone") { saga in
            saga.call("left@node01")
            saga.add(.cancelRequested)
            saga.add(.compensationStarted)
            saga.call("right@node02", .compensation)
        },
        Story("P7", "a branch is undone before the saga turned") { saga in
            saga.call("left@node01")
            saga.call("left@node01", .compensation)
        },
        Story("P7", "a branch counts as undone, and nothing undid it", done) { saga in
            saga.settle("join@node01", "compensated")
        },
    ]

    private static let nodes: [Story] = [
        Story(nil, "what may still arrive is undone, and looked at again", fleet(1)) { saga in
            saga.call("create@node01")
            saga.call("create@node02", .action, "unknown")
            saga.call("create@node02", .probe, "unknown")
            saga.settle("create@node02", "unknown")
            saga.add(.compensationStarted)
            saga.call("create@node02", .compensation, "rejected")
            saga.call("create@node02", .probe, applied: false)
            saga.settle("create@node02", "compensated")
            saga.call("create@node01", .compensation)
            saga.add(.sagaCompensated)
        },
        Story(nil, "as many nodes as allowed are undone at once", fleet(2)) { saga in
            for node in 1...3 { saga.call("create@node0\(node)") }
            saga.call("create@node04", .action, "rejected")
            saga.add(.compensationStarted)
            saga.start("create@node03", .compensation)
            saga.start("create@node02", .compensation)
            saga.end("create@node02", .compensation)
            saga.call("create@node01", .compensation)
            saga.end("create@node03", .compensation)
            saga.add(.sagaCompensated)
        },
        Story("P7", "nodes are undone in the order in which they were done", fleet(1)) { saga in
            saga.call("create@node01")
            saga.call("create@node02")
            saga.add(.cancelRequested)
            saga.add(.compensationStarted)
            saga.start("create@node01", .compensation)
        },
        Story("P7", "one node more than allowed is undone", fleet(2)) { saga in
            for node in 1...3 { saga.call("create@node0\(node)") }
            saga.add(.cancelRequested)
            saga.add(.compensationStarted)
            for node in [3, 2, 1] { saga.start("create@node0\(node)", .compensation) }
        },
        Story("P7", "a node counts as undone although the probe says no", fleet(1)) { saga in
            saga.call("create@node01", .action, "unknown")
            saga.add(.cancelRequested)
            saga.add(.compensationStarted)
            saga.call("create@node01", .compensation)
            saga.call("create@node01", .probe, applied: true)
            saga.settle("create@node01", "compensated")
        },
    ]

    private static let migrations: [Story] = [
        Story(nil, "a step is undone under its new name") { saga in
            saga.call("left@node01")
            saga.call("right@node02")
            saga.add(.sagaParked)
            try saga.migrate(to: .diamond2(), renamed: ["left": "west"])
            saga.add(.sagaRetried)
            saga.call("join@node01")
            saga.call("more@node01", .action, "rejected")
            saga.add(.compensationStarted)
            saga.call("join@node01", .compensation)
            saga.call("west@node01", .compensation)
            saga.call("right@node02", .compensation)
            saga.add(.sagaCompensated)
        },
        Story("P7", "a step is lost under its new name") { saga in
            saga.call("left@node01")
            try saga.migrate(to: .diamond2(), renamed: ["left": "west"])
            saga.call("right@node02", .action, "rejected")
            saga.add(.compensationStarted)
            saga.add(.sagaCompensated)
        },
        Story("P6", "a step that the new version does not have is tried") { saga in
            try saga.migrate(to: .diamond2(), renamed: ["left": "west"])
            saga.start("left@node01")
        },
        Story("P6", "a step that the new version wants is left out") { saga in
            saga.call("left@node01")
            saga.call("right@node02")
            try saga.migrate(to: .diamond2(), renamed: ["left": "west"])
            saga.call("join@node01")
            saga.add(.sagaCompleted)
        },
        Story("P4", "a step takes effect again under its new name") { saga in
            saga.call("left@node01")
            try saga.migrate(to: .diamond2(), renamed: ["left": "west"])
            saga.call("west@node01")
        },
        Story("P2", "a saga goes on with a version that nobody knows") { saga in
            saga.add(.definitionMigrated, migration: .init(definition: "0123456789ab"))
        },
    ]

    private static let pivots: [Story] = [
        Story(nil, "what fails behind the pivot is parked, and tried again", approved) { saga in
            saga.call("pay@node01")
            saga.call("ship@node01", .action, "rejected")
            saga.add(.sagaParked)
            saga.add(.sagaRetried)
            saga.call("ship@node01")
            saga.add(.sagaCompleted)
        },
        Story(nil, "a pivot that was refused is no point without return", approved) { saga in
            saga.call("pay@node01", .action, "rejected")
            saga.add(.compensationStarted)
            saga.call("warn@node01", .compensation)
            saga.call("book@node01", .compensation)
            saga.add(.sagaCompensated)
        },
        Story("P8", "the saga turns beyond its pivot", approved) { saga in
            saga.call("pay@node01")
            saga.call("ship@node01", .action, "rejected")
            saga.add(.compensationStarted)
        },
        Story("P8", "the saga turns when nobody knows of its pivot", approved) { saga in
            saga.call("pay@node01", .action, "unknown")
            saga.call("pay@node01", .probe, "unknown")
            saga.settle("pay@node01", "unknown")
            saga.add(.compensationStarted)
        },
        Story("P8", "something is undone beyond the pivot", approved) { saga in
            saga.call("pay@node01")
            saga.start("warn@node01", .compensation)
        },
        Story("P8", "a saga beyond its pivot counts as compensated", approved) { saga in
            saga.call("pay@node01")
            saga.add(.sagaCompensated)
        },
        Story("P8", "a cancellation is taken on beyond the pivot", approved) { saga in
            saga.call("pay@node01")
            saga.add(.cancelRequested)
        },
    ]

    private init(
        _ promise: String?, _ what: String,
        _ tell: @escaping @Sendable (inout SagaScript) throws -> Void
    ) {
        self.init(promise, what, { try SagaScript(.diamond()) }, tell)
    }

    /// A diamond that is done but for its end, and cancelled.
    private static func done() throws -> SagaScript {
        var saga = try SagaScript(.diamond())
        saga.call("left@node01")
        saga.call("right@node02")
        saga.call("join@node01")
        saga.add(.cancelRequested)
        saga.add(.compensationStarted)
        return saga
    }

    private static func fleet(_ parallel: Int) -> @Sendable () throws -> SagaScript {
        {
            try SagaScript(
                .create(parallel: parallel), nodes: ["node01", "node02", "node03", "node04"])
        }
    }

    /// An order right before its pivot.
    private static func approved() throws -> SagaScript {
        var saga = try SagaScript(.order())
        saga.call("book@node01")
        saga.call("warn@node01")
        saga.settle("extra@node01", "skipped")
        saga.call("approve")
        return saga
    }
}
