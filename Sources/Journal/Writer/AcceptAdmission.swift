internal import Steps

/// Looks whether there is room for accepts, and whether their keys are free in the archive.
///
/// The archive is asked on the writer's thread, which alone removes sagas from the journal: at
/// every moment an accepted key is in the archive or still in the journal.
struct AcceptAdmission: Sendable {
    let store: any JournalStore
    let archive: (any ArchiveReading)?

    func plan(_ batch: ArraySlice<Submission>) -> CommitPlan {
        var plan = CommitPlan(batch)
        guard batch.contains(where: \.accepts) else { return plan }
        if let full = store.admission() {
            _ = plan.refuseAccepts(full, withChildren: false)
        }
        guard let archive else { return plan }
        for index in plan.indices
        where plan[index].accepts && plan.outcomes[index]?.isRefusal != true {
            do throws(JournalError) {
                plan.drop(try known(in: archive, of: plan[index].writes), from: index)
            } catch {
                // Without the archive's word a saga might be accepted twice.
                plan.refuse(index, error)
            }
        }
        return plan
    }

    private func known(
        in archive: any ArchiveReading, of writes: [JournalWrite]
    ) throws(JournalError) -> [SagaID: SagaID] {
        var sagas: [SagaID] = []
        var submissions: [(job: String, key: String)] = []
        for case .accept(let entry, let job, let key, _, _, _) in writes {
            sagas.append(entry.saga)
            submissions.append((job, key))
        }
        var known: [SagaID: SagaID] = [:]
        for (saga, earlier) in zip(sagas, try archive.sagas(of: submissions)) {
            if let earlier { known[saga] = earlier }
        }
        return known
    }
}
