internal import GRDB

/// Makes errors of SQLite the project's own.
enum ArchiveFailure {
    static func translated<Value>(_ body: () throws -> Value) throws(JournalError) -> Value {
        do {
            return try body()
        } catch let error as JournalError {
            throw error
        } catch let error as DatabaseError {
            throw translated(error)
        } catch {
            throw JournalError(.diskFailed, "the archive failed: \(error)")
        }
    }

    private static func translated(_ error: DatabaseError) -> JournalError {
        let words = error.message ?? "\(error.resultCode)"
        switch error.resultCode {
        case .SQLITE_FULL: return JournalError(.full, "the archive's disk is full: \(words)")
        case .SQLITE_CORRUPT: return JournalError(.damaged, "the archive is damaged: \(words)")
        case .SQLITE_NOTADB:
            return JournalError(.unknownFormat, "the archive's file is no SQLite file: \(words)")
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM:
            return JournalError(.notPermitted, "the archive cannot be opened: \(words)")
        default: return JournalError(.diskFailed, "the archive failed: \(words)")
        }
    }
}
