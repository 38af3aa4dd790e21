import SagaTesting
import Steps

/// P6: the way forward.
extension Story {
    static let forward = diamonds + fleets + items + orders

    private static let diamonds: [Story] = [
        Story(nil, "branches run side by side, and end in any order", diamond) { saga in
            saga.start("right@node02")
            saga.start("left@node01")
            saga.end("left@node01")
            saga.end("right@node02")
            saga.call("join@node01")
            saga.add(.sagaCompleted)
        },
        Story("P6", "a step starts when only one of its needs is done", diamond) { saga in
            saga.start("right@node02")
            saga.call("left@node01")
            saga.start("join@node01")
        },
        Story("P6", "a step is settled when only one of its needs is done", diamond) { saga in
            saga.call("left@node01")
            saga.settle("join@node01", "skipped")
        },
        Story("P6", "a branch starts after the other one has failed", diamond) { saga in
            saga.call("left@node01", .action, "rejected")
            saga.start("right@node02")
        },
        Story("P6", "a branch starts after the saga was cancelled", diamond) { saga in
            saga.call("left@node01")
            saga.add(.cancelRequested)
            saga.start("right@node02")
        },
        Story("P6", "the saga turns while a branch is under way", diamond) { saga in
            saga.start("right@node02")
            saga.call("left@node01", .action, "rejected")
            saga.add(.compensationStarted)
        },
        Story("P6", "the saga completes without a branch", diamond) { saga in
            saga.call("left@node01")
            saga.add(.sagaCompleted)
        },
        Story("P6", "an action is tried while the saga is parked", diamond) { saga in
            saga.call("left@node01")
            saga.add(.sagaParked)
            saga.start("right@node02")
        },
    ]

    private static let fleets: [Story] = [
        Story(nil, "as many nodes as allowed are under way at once", fleet) { saga in
            saga.start("create@node01")
            saga.start("create@node02")
            saga.end("create@node02")
            saga.start("create@node03")
            saga.end("create@node01")
            saga.call("create@node04")
            saga.end("create@node03")
            saga.add(.sagaCompleted)
        },
        Story("P6", "one node more than allowed is under way", fleet) { saga in
            saga.start("create@node01")
            saga.start("create@node02")
            saga.start("create@node03")
        },
        Story("P6", "a node is visited before it is its turn", fleet) { saga in
            saga.call("create@node01")
            saga.start("create@node04")
        },
        Story("P6", "a node is visited that is not the saga's", fleet) { saga in
            saga.start("create@node09")
        },
    ]

    private static let items: [Story] = [
        Story(nil, "items follow each other, though one has the other's value", names) { saga in
            saga.call("each#1@node01")
            saga.call("each#2@node01")
            saga.call("last@node01")
            saga.add(.sagaCompleted)
        },
        Story(nil, "a step without items holds nothing up", noNames) { saga in
            saga.call("last@node01")
            saga.add(.sagaCompleted)
        },
        Story("P6", "an item starts before the one before it", names) { saga in
            saga.start("each#2@node01")
        },
        Story("P6", "a step starts before all items are done", names) { saga in
            saga.call("each#1@node01")
            saga.start("last@node01")
        },
        Story("P6", "an item starts that the list does not have", names) { saga in
            saga.call("each#1@node01")
            saga.call("each#2@node01")
            saga.start("each#3@node01")
        },
    ]

    private static let orders: [Story] = [
        Story(nil, "what may fail fails, and what is left out is left out", order) { saga in
            saga.call("book@node01")
            saga.call("warn@node01", .action, "rejected")
            saga.settle("extra@node01", "skipped")
            saga.start("approve")
            saga.add(.signalReceived)
            saga.end("approve")
            saga.call("pay@node01")
            saga.call("ship@node01")
            saga.add(.sagaCompleted)
        },
        Story(nil, "what may fail ends unknown, and leaves its effect", order) { saga in
            saga.call("book@node01")
            saga.call("warn@node01")
            saga.rewriteLast(outcome: "unknown")
            saga.settle("warn@node01", "unknown")
            saga.settle("extra@node01", "skipped")
            saga.call("approve")
            saga.call("pay@node01")
            saga.call("ship@node01")
            saga.add(.sagaCompleted)
        },
        Story("P6", "what must not fail fails, and the saga goes on", order) { saga in
            saga.call("book@node01", .action, "rejected")
            saga.start("warn@node01")
        },
        Story("P6", "the saga goes on before it is approved", order) { saga in
            saga.call("book@node01")
            saga.call("warn@node01")
            saga.settle("extra@node01", "skipped")
            saga.start("approve")
            saga.start("pay@node01")
        },
    ]

    private static func diamond() throws -> SagaScript { try SagaScript(.diamond()) }

    private static func fleet() throws -> SagaScript {
        try SagaScript(
            .create(parallel: 2), nodes: ["node01", "node02", "node03", "node04"])
    }

    private static func names() throws -> SagaScript {
        try SagaScript(.items(), inputs: ["names": .list([.string("a"), .string("a")])])
    }

    private static func noNames() throws -> SagaScript {
        try SagaScript(.items(), inputs: ["names": .list([])])
    }

    private static func order() throws -> SagaScript { try SagaScript(.order()) }
}
