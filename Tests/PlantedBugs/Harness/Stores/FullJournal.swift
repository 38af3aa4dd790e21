internal import Journal
internal import Steps

/// A journal that fills up: what was accepted can still come to its end.
struct FullJournal {
    private static let most: UInt64 = 4_000
    private static let padding = 3_000

    let directory: String

    /// Everything that is wrong.
    func violations() -> [String] {
        do {
            let journal = try LMDBJournal.open(
                directory: directory, configuration: JournalConfiguration(capacityBytes: 1 << 20))
            defer { journal.close() }
            _ = try journal.commit([StoredSaga.define])
            let sagas = try fill(journal)
            guard sagas.count < Self.most else {
                return ["P14: a journal of a megabyte takes \(sagas.count) sagas"]
            }
            return finish(sagas, in: journal)
        } catch {
            return ["P14: a journal that is not full fails: \(error)"]
        }
    }

    private func fill(_ journal: LMDBJournal) throws -> [StoredSaga] {
        var sagas: [StoredSaga] = []
        while sagas.count < Self.most {
            let number = UInt64(sagas.count + 1)
            let saga = StoredSaga(
                SagaID(microseconds: number, random: number), job: "job", key: "\(number)",
                padding: Self.padding)
            do throws(JournalError) {
                _ = try journal.commit([saga.accept])
            } catch {
                guard error.code == .full else { throw error }
                return sagas
            }
            sagas.append(saga)
        }
        return sagas
    }

    private func finish(_ sagas: [StoredSaga], in journal: LMDBJournal) -> [String] {
        for var saga in sagas {
            do {
                while !(saga.lastFact?.isEnd ?? true) {
                    _ = try journal.commit(saga.goOn(1))
                }
            } catch {
                return ["P14: no room is left for what accepted sagas have to say: \(error)"]
            }
        }
        return []
    }
}

extension Fact {
    fileprivate var isEnd: Bool {
        switch self {
        case .sagaCompleted, .sagaCompensated, .sagaAbandoned: true
        default: false
        }
    }
}
