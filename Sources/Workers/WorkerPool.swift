internal import Journal
public import SagaEngine
public import Steps

/// A fixed set of long-lived workers that send what sagas are ready to send.
public struct WorkerPool: Sendable {
    private let engine: SagaEngine
    private let queue: CallQueue
    private let executor: any StepExecutor
    private let place: (any TaskExecutor)?

    /// Puts a pool together.
    ///
    /// - Parameters:
    ///   - queue: the dispatcher that the engine was given.
    ///   - place: where the workers run; best where the connections are, so that a call costs no
    ///     hop. `nil`: wherever there is room.
    public init(
        engine: SagaEngine, queue: CallQueue, executor: any StepExecutor,
        on place: (any TaskExecutor)? = nil
    ) {
        self.engine = engine
        self.queue = queue
        self.executor = executor
        self.place = place
    }

    /// Works until the queue is closed and what is under way has come back.
    ///
    /// - Throws: ``JournalError`` when the journal fails: the process must end.
    public func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<queue.limits.concurrency {
                group.addTask(executorPreference: place) { try await engine.stopping(work) }
            }
            try await group.waitForAll()
        }
    }

    private func work() async throws {
        while let assignment = await queue.next() {
            switch assignment {
            case .start:
                guard case .another(let call) = try await engine.startNext(),
                    let slot = queue.admit(call)
                else { continue }
                try await send(slot)
            case .call(let slot): try await send(slot)
            }
        }
    }

    /// Sends a saga's calls for as long as it has one at hand and it is its turn.
    private func send(_ first: Slot) async throws {
        var slot = first
        while true {
            guard !queue.isClosed, let begun = try await engine.begin(slot.call) else {
                return queue.release(slot, nil)
            }
            Failpoint.hit("\(begun.call.kind).begun")
            try await begun.ticket.durable()
            Failpoint.hit("\(begun.call.kind).beforeSend")
            let result = await executor.execute(begun.call)
            Failpoint.hit("\(begun.call.kind).afterReply")
            guard case .another(let next) = try await engine.end(begun, result) else {
                return queue.release(slot, result)
            }
            guard let passedOn = queue.exchange(slot, for: next, result) else { return }
            slot = passedOn
        }
    }
}
