import SagaTesting
import Steps

/// P3, P4, P5 and P9: single calls, and ends.
extension Story {
    static let calls: [Story] = [
        Story(nil, "what was interrupted is asked for, and tried again", create) { saga in
            saga.start("create@node01")
            saga.add(.attemptInterrupted, "create@node01", .action, attempt: 1)
            saga.call("create@node01", .probe, applied: false)
            saga.call("create@node01")
            saga.call("create@node02")
            saga.add(.sagaCompleted)
        },
        Story(nil, "what is refused may be the echo of an earlier try", create) { saga in
            saga.call("create@node01")
            saga.rewriteLast(outcome: "unknown")
            saga.call("create@node01", .probe, applied: false)
            saga.call("create@node01", .action, "rejected")
            saga.call("create@node01", .probe, applied: true)
            saga.settle("create@node01", "succeeded")
            saga.call("create@node02")
            saga.add(.sagaCompleted)
        },
        Story(nil, "a parked saga still asks, and is ended as it stands", order) { saga in
            saga.call("book@node01")
            saga.call("warn@node01")
            saga.settle("extra@node01", "skipped")
            saga.start("approve")
            saga.add(.sagaParked)
            saga.add(.sagaAbandoned)
        },
        Story("P3", "a request goes to another node than its key says", create) { saga in
            saga.call("create@node02")
            saga.swapLedgers("node01", "node02")
        },
        Story("P5", "an action is tried before the doubt is settled", create) { saga in
            saga.call("create@node01", .action, "unknown")
            saga.start("create@node01")
        },
        Story("P5", "an action is tried again after it was refused", create) { saga in
            saga.call("create@node01", .action, "rejected")
            saga.start("create@node01")
        },
        Story("P5", "a question is asked twice at once", order) { saga in
            saga.start("approve")
            saga.start("approve")
        },
        Story("P9", "a saga ends while a call is under way", create) { saga in
            saga.start("create@node01")
            saga.add(.sagaParked)
            saga.add(.sagaAbandoned)
        },
        Story("P9", "a saga completes while somebody is asked", order) { saga in
            saga.start("approve")
            saga.add(.sagaCompleted)
        },
    ]

    private static func create() throws -> SagaScript { try SagaScript(.create()) }

    private static func order() throws -> SagaScript { try SagaScript(.order()) }
}
