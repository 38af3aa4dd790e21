internal import CLMDB
internal import Foundation
internal import Synchronization

/// An open LMDB environment: one memory-mapped file with named tables.
///
/// Transactions exist only inside ``read(_:)`` and ``write(_:)``, so none outlives its scope or
/// moves to another thread (a write transaction belongs to the thread that began it). All calls
/// block.
@safe public final class Environment: Sendable {
    /// How an environment is opened.
    public struct Options: Sendable {
        /// Bytes that the file may grow to; the address space is taken at once, the disk is not.
        public var mapSize: Int
        /// Named tables at most.
        public var maxTables: Int
        /// Whether this process only reads.
        public var readOnly: Bool

        /// Puts options together.
        public init(mapSize: Int, maxTables: Int, readOnly: Bool = false) {
            self.mapSize = mapSize
            self.maxTables = maxTables
            self.readOnly = readOnly
        }
    }

    /// Environments that are open in this process: LMDB must not open one twice, since closing
    /// either would drop the file locks of both.
    private static let openPaths = Mutex<Set<String>>([])

    /// The C handle.
    ///
    /// LMDB is thread-safe but for `mdb_env_close`, which only `deinit` calls, when
    /// nobody can have a transaction any more.
    private nonisolated(unsafe) let handle: OpaquePointer
    private let path: String

    /// Opens the environment in a directory.
    ///
    /// - Throws: ``LMDBError``, `alreadyOpen` if this process has it open.
    public init(directory: String, options: Options) throws(LMDBError) {
        path = URL(filePath: directory).resolvingSymlinksInPath().path
        let isFirst = Self.openPaths.withLock { [path] in $0.insert(path).inserted }
        guard isFirst else {
            throw LMDBError(.alreadyOpen, "\(directory) is open in this process already")
        }
        do {
            unsafe handle = try Self.opened(directory, options)
        } catch {
            _ = Self.openPaths.withLock { [path] in $0.remove(path) }
            throw error
        }
    }

    deinit {
        unsafe mdb_env_close(handle)
        _ = Self.openPaths.withLock { [path] in $0.remove(path) }
    }

    private static func opened(
        _ directory: String, _ options: Options
    ) throws(LMDBError) -> OpaquePointer {
        var environment: OpaquePointer?
        try check(unsafe mdb_env_create(&environment), "creating an environment")
        guard let environment = unsafe environment else {
            throw LMDBError(.other, "creating an environment gave none")
        }
        do throws(LMDBError) {
            try check(
                unsafe mdb_env_set_assert(environment) { _, _ in DamagedMap.leave() },
                "setting what a failed assertion does")
            try check(
                unsafe mdb_env_set_mapsize(environment, options.mapSize), "setting the map's size")
            try check(
                unsafe mdb_env_set_maxdbs(environment, UInt32(options.maxTables)),
                "setting the number of tables")
            try check(unsafe mdb_env_set_maxreaders(environment, 510), "setting the readers")
            // Every commit is synced: durability is what the journal is for. Readers are bound to
            // their transaction, not to a thread.
            var flags = UInt32(MDB_NOTLS)
            if options.readOnly { flags |= UInt32(MDB_RDONLY) }
            try check(
                unsafe mdb_env_open(environment, directory, flags, 0o600), "opening \(directory)")
            // Slots of readers that died keep old pages from being used again.
            var dead: Int32 = 0
            try check(unsafe mdb_reader_check(environment, &dead), "checking the readers")
        } catch {
            unsafe mdb_env_close(environment)
            throw error
        }
        return unsafe environment
    }

    /// Runs `body` on a consistent view; nothing in it can change anything.
    public func read<Value, Failure: Error>(
        _ body: (borrowing ReadTransaction) throws(Failure) -> Value
    ) throws -> Value {
        var handle: OpaquePointer?
        try check(
            unsafe mdb_txn_begin(self.handle, nil, UInt32(MDB_RDONLY), &handle),
            "beginning a read transaction")
        guard let handle = unsafe handle else {
            throw LMDBError(.other, "beginning a read transaction gave none")
        }
        let value: Value
        do {
            value = try unsafe body(ReadTransaction(handle: handle))
        } catch {
            unsafe mdb_txn_abort(handle)
            throw error
        }
        // Committed and not aborted: tables that were opened in it would be closed with it.
        try check(unsafe mdb_txn_commit(handle), "ending a read transaction")
        return value
    }

    /// Runs `body` and commits what it wrote, durably; if it throws, nothing is written.
    public func write<Value, Failure: Error>(
        _ body: (borrowing WriteTransaction) throws(Failure) -> Value
    ) throws -> Value {
        var handle: OpaquePointer?
        try check(
            unsafe mdb_txn_begin(self.handle, nil, 0, &handle), "beginning a write transaction")
        guard let handle = unsafe handle else {
            throw LMDBError(.other, "beginning a write transaction gave none")
        }
        let value: Value
        do {
            value = try unsafe body(WriteTransaction(handle: handle))
        } catch {
            unsafe mdb_txn_abort(handle)
            throw error
        }
        // Frees the transaction, whether it succeeds or not.
        try check(unsafe mdb_txn_commit(handle), "committing")
        return value
    }

    /// The flags that the environment runs with; for the test that it syncs.
    public var flags: UInt32 {
        var flags: UInt32 = 0
        unsafe mdb_env_get_flags(handle, &flags)
        return flags
    }

    /// Frees the slots of readers that died; they would keep old pages from being used again.
    public func clearDeadReaders() throws(LMDBError) {
        var dead: Int32 = 0
        try check(unsafe mdb_reader_check(handle, &dead), "checking the readers")
    }

    /// Bytes that the file may grow to.
    public func mapSize() throws(LMDBError) -> Int {
        var info = unsafe MDB_envinfo()
        try check(unsafe mdb_env_info(handle, &info), "asking for the size")
        return unsafe info.me_mapsize
    }
}
