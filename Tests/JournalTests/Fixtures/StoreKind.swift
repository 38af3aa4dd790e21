import Journal
import SagaTesting

/// The journals that have to keep the same contract.
enum StoreKind: CaseIterable {
    case memory
    case lmdb

    func open(in directory: TemporaryDirectory) throws -> any JournalStore {
        switch self {
        case .memory: MemoryJournal()
        case .lmdb: try LMDBJournal.open(directory: directory.path + "/journal")
        }
    }
}
