internal import Steps

/// Commits a batch: outcomes of running sagas always, submissions where there is room for them.
struct BatchCommit {
    let store: any JournalStore
    let archive: (any ArchiveReading)?

    struct Success {
        var commits = 0
        var entries = 0
        /// By position: what says more than "durable".
        var outcomes: [Int: JournalWriter.Outcome] = [:]
    }

    typealias Committed = Result<Success, JournalError>

    func run(_ batch: [WriteRequest]) -> Committed {
        do throws(JournalError) {
            return .success(try commit(batch))
        } catch {
            return .failure(error)
        }
    }

    private func commit(_ batch: [WriteRequest]) throws(JournalError) -> Success {
        var success = Success()
        let refusal = batch.contains(where: \.isSubmission) ? store.admission() : nil
        var writes: [JournalWrite] = []
        var submitted: [Int: [SagaID]] = [:]
        for request in batch {
            guard request.isSubmission else {
                writes += request.writes
                continue
            }
            if let refusal {
                success.outcomes[request.position] = .failure(refusal)
                continue
            }
            do throws(JournalError) {
                let (new, archived) = try withoutArchived(request.writes)
                writes += new
                submitted[request.position] = new.compactMap(\.acceptedSaga)
                if !archived.isEmpty { success.outcomes[request.position] = .success(archived) }
            } catch {
                // Without the archive it cannot be told what is new; sagas that run go on.
                success.outcomes[request.position] = .failure(error)
            }
        }
        guard !writes.isEmpty else { return success }
        Failpoint.hit("journal.beforeCommit")
        let refused = try store.commit(writes)
        Failpoint.hit("journal.afterCommit")
        success.commits = 1
        success.entries = writes.count(where: \.isEntry) - refused.count
        if !refused.isEmpty { merge(refused, submitted, into: &success) }
        return success
    }

    /// Takes out sagas whose key the job had accepted and whose saga is archived by now.
    ///
    /// Only this thread removes sagas from the journal, and only after they are archived: one that
    /// is missed here is still in the journal, which refuses it.
    private func withoutArchived(
        _ writes: [JournalWrite]
    ) throws(JournalError) -> (new: [JournalWrite], archived: [SagaID: SagaID]) {
        guard let archive else { return (writes, [:]) }
        var new: [JournalWrite] = []
        var archived: [SagaID: SagaID] = [:]
        for write in writes {
            if case .accept(let entry, let job, let key) = write,
                let earlier = try archive.saga(job: job, key: key)
            {
                archived[entry.saga] = earlier
            } else {
                new.append(write)
            }
        }
        return (new, archived)
    }

    private func merge(
        _ refused: [SagaID: SagaID], _ submitted: [Int: [SagaID]], into success: inout Success
    ) {
        for (position, sagas) in submitted {
            var known: [SagaID: SagaID] = [:]
            for saga in sagas { known[saga] = refused[saga] }
            guard !known.isEmpty else { continue }
            if case .success(let archived)? = success.outcomes[position] {
                known.merge(archived) { own, _ in own }
            }
            success.outcomes[position] = .success(known)
        }
    }
}

extension JournalWrite {
    var acceptedSaga: SagaID? {
        if case .accept(let entry, _, _) = self { entry.saga } else { nil }
    }

    var isEntry: Bool {
        switch self {
        case .accept, .append: true
        case .define, .remove: false
        }
    }
}
