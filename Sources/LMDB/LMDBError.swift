internal import CLMDB
internal import Glibc

/// What LMDB refused to do.
public struct LMDBError: Error, Sendable, CustomStringConvertible {
    /// The kinds of failure that callers tell apart.
    public enum Code: Sendable, Hashable {
        /// The map is full.
        case mapFull
        /// The disk is full.
        case diskFull
        /// The disk failed; whether the last commit is there is not known.
        case diskFailed
        /// There is no environment.
        case notFound
        /// The files may not be used.
        case notPermitted
        /// The file is no environment, is damaged, or is of another version.
        case invalid
        /// The environment is open in this process already.
        case alreadyOpen
        /// Something else.
        case other
    }

    /// The kind of failure.
    public let code: Code
    /// LMDB's or the system's own number.
    public let cause: Int32
    /// What was being done, and why it failed.
    public let message: String

    init(_ result: Int32, _ what: String) {
        cause = result
        code =
            switch result {
            case MDB_MAP_FULL: .mapFull
            case ENOSPC, EDQUOT: .diskFull
            case EIO, EFBIG: .diskFailed
            case ENOENT: .notFound
            case EACCES, EPERM, EROFS: .notPermitted
            case MDB_INVALID, MDB_VERSION_MISMATCH, MDB_CORRUPTED, MDB_PAGE_NOTFOUND, MDB_PANIC:
                .invalid
            default: .other
            }
        message = "\(what): \(unsafe String(cString: mdb_strerror(result)))"
    }

    init(_ code: Code, _ message: String) {
        self.code = code
        cause = 0
        self.message = message
    }

    /// The message.
    public var description: String { message }
}

/// Throws what a call of LMDB returned, unless it is success.
func check(_ result: Int32, _ what: @autoclosure () -> String) throws(LMDBError) {
    if result != MDB_SUCCESS { throw LMDBError(result, what()) }
}
