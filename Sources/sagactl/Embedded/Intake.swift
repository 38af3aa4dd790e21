internal import Journal
internal import SagaEngine
internal import SagaServer
internal import Steps
internal import Workers

/// Takes records one after the other, and submits them in chunks.
struct Intake {
    /// Submissions that share a commit and a wait.
    private static let chunk = 512

    let reader: RecordReader
    /// The key of a single saga.
    let key: String?
    let terms: SubmissionTerms
    let job: String
    let definition: WorkflowDefinition
    let cluster: ClusterDefinition
    let directory: String
    let board: Scoreboard
    /// Whether the id of each saga is printed once it is accepted.
    let printsIDs: Bool

    /// Submits until the records end, or the user wants no more.
    ///
    /// - Throws: ``InputError`` naming the record, ``JournalError`` if there is no room left.
    func submit(to engine: SagaEngine) async throws {
        let pinned = try engine.define(definition)
        let namesNodes = definition.namesNodesByInput
        while !engine.isDraining {
            // Reading may block, and must not hold up the engine.
            let (chunk, failure) = await Blocking.run { [reader, key, terms] in
                reader.next(Self.chunk, key: key, terms: terms)
            }
            if !chunk.isEmpty {
                // What came from a pipe could not be looked at before.
                for submission in chunk where namesNodes {
                    try definition.check(
                        in: cluster, inputs: submission.inputs, nodes: terms.nodes)
                }
                let receipts = try await engine.submit(chunk, of: pinned, job: job)
                try await note(receipts, of: chunk)
                Failpoint.hit("submission.acknowledged")
            }
            if let failure { throw failure }
            if chunk.isEmpty { return }
        }
    }

    /// Gives the sagas to an engine that runs on the journal.
    ///
    /// - Returns: whether there is one.
    func handOver(to socket: EngineSocket) async throws -> Bool {
        guard try await socket.get("/v1/locks", as: [LockRow].self) != nil else { return false }
        while true {
            let (chunk, failure) = await Blocking.run { [reader, key, terms] in
                reader.next(Self.chunk, key: key, terms: terms)
            }
            if !chunk.isEmpty {
                let batch = SubmissionBatch(
                    workflow: definition, job: job, nodes: terms.nodes, priority: terms.priority,
                    notBefore: terms.notBefore,
                    rows: chunk.map { .init(key: $0.key, inputs: $0.inputs) })
                guard
                    let rows = try await socket.post(
                        "/v1/submissions", batch, as: [ReceiptRow].self)
                else { throw socket.absence }
                let receipts = rows.compactMap { row in
                    SagaID(row.saga).map { Receipt(saga: $0, isNew: row.isNew) }
                }
                try await note(receipts, of: chunk)
            }
            if let failure { throw failure }
            if chunk.isEmpty { return true }
        }
    }

    private func note(_ receipts: [Receipt], of chunk: [Submission]) async throws {
        if printsIDs { for receipt in receipts { Terminal.print(receipt.saga.description) } }
        let known = try await earlier(receipts.filter { !$0.isNew }.map(\.saga))
        for (receipt, submission) in zip(receipts, chunk) {
            guard !receipt.isNew, let saga = known[receipt.saga] else {
                board.expect(receipt, status: nil)
                continue
            }
            if saga.acceptance.workflow == definition.name,
                saga.acceptance.inputs == submission.inputs
            {
                board.expect(receipt, status: saga.status)
            } else {
                board.conflict(receipt, key: submission.key, with: saga.acceptance)
            }
        }
    }

    /// The sagas that their keys were accepted for before.
    private func earlier(_ sagas: [SagaID]) async throws -> [SagaID: SagaSummary] {
        guard !sagas.isEmpty else { return [:] }
        return try await Blocking.run { [directory] in
            let source = try HistorySource.open(directory: directory)
            var summaries: [SagaID: SagaSummary] = [:]
            for saga in sagas { summaries[saga] = try source.summary(of: saga) }
            return summaries
        }
    }
}

/// Reads records ahead of their submission.
final class RecordReader: @unchecked Sendable {
    // Asked for the next chunk only after the one before was handed over.
    private var records: RecordSource

    init(_ records: RecordSource) {
        self.records = records
    }

    /// Some records, and why there are no more, if something is wrong with the next one.
    func next(
        _ count: Int, key: String?, terms: SubmissionTerms
    ) -> ([Submission], (any Error)?) {
        var chunk: [Submission] = []
        do {
            while chunk.count < count, let inputs = try records.next() {
                chunk.append(
                    Submission(
                        key: key ?? submissionKey(of: inputs), inputs: inputs, nodes: terms.nodes,
                        priority: terms.priority, notBefore: terms.notBefore))
            }
        } catch {
            return (chunk, error)
        }
        return (chunk, nil)
    }
}
