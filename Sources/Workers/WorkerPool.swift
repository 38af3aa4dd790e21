internal import Journal
public import SagaEngine
public import Steps
public import Transport

/// A fixed set of long-lived workers that send what sagas are ready to send.
public struct WorkerPool: Sendable {
    private let engine: SagaEngine
    private let queue: CallQueue
    private let executor: any StepExecutor
    private let shards: EventLoopShards?

    /// Puts a pool together.
    ///
    /// - Parameters:
    ///   - queue: the dispatcher that the engine was given.
    ///   - shards: where the workers run; best where the connections are, so that a call costs as
    ///     few hops as can be. `nil`: wherever there is room.
    public init(
        engine: SagaEngine, queue: CallQueue, executor: any StepExecutor,
        on shards: EventLoopShards? = nil
    ) {
        self.engine = engine
        self.queue = queue
        self.executor = executor
        self.shards = shards
    }

    /// Works until the queue is closed and what is under way has come back.
    ///
    /// - Throws: ``JournalError`` when the journal fails: the process must end.
    public func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<queue.limits.concurrency {
                // To prefer no place is not the same: where the pool itself runs on an executor that
                // it prefers, that spoils the heap (Swift 6.3).
                if let shards {
                    group.addTask(executorPreference: shards[number]) {
                        try await engine.stopping(work)
                    }
                } else {
                    group.addTask { try await engine.stopping(work) }
                }
            }
            try await group.waitForAll()
        }
    }

    private func work() async throws {
        while let assignment = await queue.next() {
            switch assignment {
            case .start:
                var slot: Slot?
                let begun = try await engine.startNext { call in
                    slot = queue.isClosed ? nil : queue.admit(call)
                    return slot != nil
                }
                queue.started()
                if let slot { try await send(slot, begun) }
            case .call(let slot):
                try await send(slot, queue.isClosed ? nil : engine.begin(slot.call))
            }
        }
    }

    /// Sends a saga's calls for as long as it has one at hand and it is its turn.
    ///
    /// - Parameter begun: the call that the slot is for; `nil` if the saga needs something else by
    ///   now.
    private func send(_ first: Slot, _ begun: BegunCall?) async throws {
        var slot = first
        var next = begun
        while let begun = next {
            Failpoint.hit("\(begun.call.kind).begun")
            try await begun.ticket.durable()
            Failpoint.hit("\(begun.call.kind).beforeSend")
            let result = await executor.execute(begun.call)
            Failpoint.hit("\(begun.call.kind).afterReply")
            var following: Following = .none
            next = try await engine.end(begun, result) { call in
                if !queue.isClosed { following = .init(queue.exchange(slot, for: call, result)) }
                return following.slot != nil
            }
            switch following {
            case .none: return queue.release(slot, result)
            case .waits: return
            case .begins(let passedOn): slot = passedOn
            }
        }
        queue.release(slot, nil)
    }

    /// What comes of a slot when its call has ended.
    private enum Following {
        /// The saga has no other call at hand.
        case none
        /// It has one, which waits for its turn without a worker.
        case waits
        /// It has one, which takes the slot over.
        case begins(Slot)

        init(_ slot: Slot?) {
            self = slot.map(Following.begins) ?? .waits
        }

        var slot: Slot? {
            if case .begins(let slot) = self { slot } else { nil }
        }
    }
}
