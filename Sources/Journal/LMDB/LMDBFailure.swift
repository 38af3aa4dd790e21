internal import LMDB

/// Makes errors of LMDB the journal's own.
enum LMDBFailure {
    static func translated<Value>(_ body: () throws -> Value) throws(JournalError) -> Value {
        do {
            return try body()
        } catch let error as JournalError {
            throw error
        } catch let error as LMDBError {
            throw JournalError(code(of: error), "the journal failed: \(error)")
        } catch {
            throw JournalError(.diskFailed, "the journal failed: \(error)")
        }
    }

    private static func code(of error: LMDBError) -> JournalError.Code {
        switch error.code {
        case .mapFull: .full
        // A sync that failed for lack of space says as little about the disk as any other.
        case .diskFull, .diskFailed, .other: .diskFailed
        case .notFound: .notFound
        case .notPermitted: .notPermitted
        case .invalid: .unknownFormat
        case .corrupted: .damaged
        case .alreadyOpen: .inUse
        }
    }
}
