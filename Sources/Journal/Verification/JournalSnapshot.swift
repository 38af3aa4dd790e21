internal import LMDB

/// One state of a journal's file, kept as it is while it is read without LMDB.
struct JournalSnapshot {
    let file: PageFile
    /// `nil` if nothing in the file says where the tables are.
    let view: FileView?
    /// What is wrong with the pages that say so.
    let faults: [PageFault]

    /// A commit may be writing a page that is just being read.
    private static let tries = 100

    /// Reads a journal's file; an engine may run on it.
    ///
    /// A read transaction keeps the pages from being used again meanwhile. LMDB is trusted with
    /// that only if the pages from which it starts are whole.
    static func read<Value>(
        directory: String, _ body: (JournalSnapshot) throws -> Value
    ) throws(JournalError) -> Value {
        try JournalDirectory.check(directory)
        let path = directory + "/" + JournalDirectory.dataFile
        return try LMDBFailure.translated {
            let first = try JournalSnapshot(path: path)
            guard first.faults.isEmpty, let environment = try environment(directory) else {
                return try body(first)
            }
            for _ in 0..<tries {
                let value: Value? = try environment.read { transaction -> Value? in
                    let number = transaction.number
                    let snapshot = try JournalSnapshot(path: path, commit: number)
                    guard let view = snapshot.view, view.meta.transaction == number else {
                        return nil
                    }
                    return try body(snapshot)
                }
                if let value { return value }
            }
            return try body(try JournalSnapshot(path: path))
        }
    }

    /// - Parameter commit: the one to look at; else the last.
    private init(path: String, commit: UInt64? = nil) throws {
        file = try PageFile(path: path)
        var both = FileMeta.both(of: file)
        for _ in 0..<Self.tries where !both.faults.isEmpty {
            both = FileMeta.both(of: file)
        }
        let meta = both.metas.first { commit == nil || $0.transaction == commit }
        view = meta.map { [file] in FileView($0, of: file) }
        faults = both.faults
    }

    /// `nil` if LMDB cannot do anything with it.
    private static func environment(_ directory: String) throws -> Environment? {
        if let owned = LMDBJournal.owned(directory: directory) { return owned.environment }
        do throws(LMDBError) {
            return try Environment(
                directory: directory,
                options: .init(mapSize: 0, maxTables: JournalTables.names.count, readOnly: true))
        } catch {
            switch error.code {
            case .notPermitted, .alreadyOpen: throw error
            default: return nil
            }
        }
    }
}
