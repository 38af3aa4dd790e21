import Journal
import SagaTesting

/// The archives that have to keep the same contract.
enum ArchiveKind: CaseIterable {
    case memory
    case sqlite

    func open(in directory: TemporaryDirectory) throws -> any Archive {
        switch self {
        case .memory: MemoryArchive()
        case .sqlite: try SQLiteArchive.open(directory: directory.path)
        }
    }
}
