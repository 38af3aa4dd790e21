public import Journal
public import SagaEngine
public import Steps

/// The engine of a program while it runs; see ``EmbeddedSagas/run(_:)``.
public final class RunningSagas: Sendable {
    /// The engine itself, for what is not said here: retry, cancel, locks.
    public let engine: SagaEngine
    /// What an earlier run had left unfinished.
    public let recovery: Recovery
    private let files: SagaFiles
    private let ends: SagaEnds

    init(engine: SagaEngine, recovery: Recovery, files: SagaFiles, ends: SagaEnds) {
        self.engine = engine
        self.recovery = recovery
        self.files = files
        self.ends = ends
    }

    /// Takes a saga on; when this returns, it is on the disk and will be brought to its end.
    ///
    /// - Parameters:
    ///   - workflow: what it is. A change of it holds for new sagas; those that are taken on go by
    ///     the one that they were submitted with.
    ///   - inputs: what the workflow asks for.
    ///   - key: what makes it one and the same: submitted again under its key, also after a crash
    ///     or when it has ended, a saga is not run again, and the receipt names the first.
    ///   - job: what it belongs to; each job has its own keys.
    /// - Throws: ``InputError`` if the inputs do not fit, ``JournalError`` if there is no room.
    public func submit(
        _ workflow: WorkflowDefinition, inputs: [String: Value] = [:], key: String,
        job: String = "embedded"
    ) async throws -> Receipt {
        let submission = Submission(key: key, inputs: try workflow.checkedInputs(inputs))
        let definition = try engine.define(workflow)
        let receipts = try await engine.submit([submission], of: definition, job: job)
        guard let receipt = receipts.first else {
            preconditionFailure("each submission has a receipt")
        }
        return receipt
    }

    /// Waits until a saga has ended or is parked, and says how it stands then.
    ///
    /// - Throws: ``SagaError`` if there is no such saga, ``JournalError`` if the journal fails,
    ///   `CancellationError` if the waiting task is cancelled.
    public func outcome(of saga: SagaID) async throws -> SagaSummary {
        while true {
            // Asked for first: an end that comes while the files are read is not missed.
            let news = try ends.news(of: saga)
            let summary = try await Blocking.run { [files] in try files.summary(of: saga) }
            guard let summary else { throw SagaError(.unknownSaga, "there is no saga \(saga)") }
            if summary.status.isTerminal || summary.status == .parked { return summary }
            for await _ in news { break }
            try Task.checkCancellation()
            try ends.check()
        }
    }

    /// Answers the question that a step of a started saga asks, or will ask.
    ///
    /// - Parameters:
    ///   - step: its id, or an instance of it such as `approve@node01`.
    ///   - answer: whether the saga goes on.
    ///   - values: what comes with it; other steps know it as `steps.ID.reply.body.NAME`.
    ///   - name: who says so.
    /// - Throws: ``SagaError`` if nothing asks, or it has its answer already.
    public func answer(
        _ saga: SagaID, step: String, _ answer: StepCall.Answer, values: [String: Value] = [:],
        by name: String
    ) async throws {
        try await engine.signal(
            saga, Signal(name: step, accepted: answer == .yes, values: values, by: name))
    }

    /// Waits until every saga has ended or is parked, or waits for a parked one.
    public func idle() async {
        await engine.idle()
    }
}
