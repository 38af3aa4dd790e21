internal import CLMDB

/// The calls behind both kinds of transaction.
///
/// Memory of LMDB dies with its transaction and is not aligned: it is copied before a call returns.
enum Access {
    static func value(
        _ transaction: OpaquePointer, _ table: Table, _ key: [UInt8]
    ) throws(LMDBError) -> [UInt8]? {
        var found = unsafe MDB_val()
        let result = unsafe withValue(of: key) { key in
            unsafe mdb_get(transaction, table.index, key, &found)
        }
        if result == MDB_NOTFOUND { return nil }
        try check(result, "reading")
        return unsafe bytes(of: found)
    }

    static func scan(
        _ transaction: OpaquePointer, _ table: Table, from key: [UInt8],
        _ body: (_ key: [UInt8], _ value: [UInt8]) -> Bool
    ) throws(LMDBError) {
        var cursor: OpaquePointer?
        try check(unsafe mdb_cursor_open(transaction, table.index, &cursor), "opening a cursor")
        defer { unsafe mdb_cursor_close(cursor) }
        var foundKey = unsafe MDB_val()
        var foundValue = unsafe MDB_val()
        // An empty key is none to LMDB: start at the first.
        var result =
            key.isEmpty
            ? unsafe mdb_cursor_get(cursor, &foundKey, &foundValue, MDB_FIRST)
            : unsafe withValue(of: key) { start in
                unsafe foundKey = start.pointee
                return unsafe mdb_cursor_get(cursor, &foundKey, &foundValue, MDB_SET_RANGE)
            }
        while result == MDB_SUCCESS {
            guard unsafe body(bytes(of: foundKey), bytes(of: foundValue)) else { return }
            result = unsafe mdb_cursor_get(cursor, &foundKey, &foundValue, MDB_NEXT)
        }
        if result != MDB_NOTFOUND { throw LMDBError(result, "scanning") }
    }

    static func scan(
        _ transaction: OpaquePointer, _ table: Table, beginningWith prefix: [UInt8],
        _ body: (_ number: UInt64, _ value: [UInt8]) -> Bool
    ) throws(LMDBError) {
        var cursor: OpaquePointer?
        try check(unsafe mdb_cursor_open(transaction, table.index, &cursor), "opening a cursor")
        defer { unsafe mdb_cursor_close(cursor) }
        var key = unsafe MDB_val()
        var value = unsafe MDB_val()
        var result = unsafe withValue(of: prefix) { start in
            unsafe key = start.pointee
            return unsafe mdb_cursor_get(cursor, &key, &value, MDB_SET_RANGE)
        }
        while result == MDB_SUCCESS, unsafe begins(key, with: prefix) {
            let rest = unsafe UnsafeRawBufferPointer(start: key.mv_data, count: key.mv_size)
                .dropFirst(prefix.count)
            let number = unsafe rest.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            guard unsafe body(number, bytes(of: value)) else { return }
            result = unsafe mdb_cursor_get(cursor, &key, &value, MDB_NEXT)
        }
        if result != MDB_SUCCESS, result != MDB_NOTFOUND { throw LMDBError(result, "scanning") }
    }

    static func removeAll(
        _ transaction: OpaquePointer, _ table: Table, beginningWith prefix: [UInt8]
    ) throws(LMDBError) -> Int {
        var cursor: OpaquePointer?
        try check(unsafe mdb_cursor_open(transaction, table.index, &cursor), "opening a cursor")
        defer { unsafe mdb_cursor_close(cursor) }
        var key = unsafe MDB_val()
        var value = unsafe MDB_val()
        var count = 0
        var result = unsafe withValue(of: prefix) { start in
            unsafe key = start.pointee
            return unsafe mdb_cursor_get(cursor, &key, &value, MDB_SET_RANGE)
        }
        while result == MDB_SUCCESS, unsafe begins(key, with: prefix) {
            try check(unsafe mdb_cursor_del(cursor, 0), "removing")
            count += 1
            // After a removal the cursor stands at what comes next, and does not pass it over.
            result = unsafe mdb_cursor_get(cursor, &key, &value, MDB_NEXT)
        }
        if result != MDB_SUCCESS, result != MDB_NOTFOUND { throw LMDBError(result, "scanning") }
        return count
    }

    private static func begins(_ key: MDB_val, with prefix: [UInt8]) -> Bool {
        unsafe UnsafeRawBufferPointer(start: key.mv_data, count: key.mv_size)
            .starts(with: prefix)
    }

    /// Like ``scan(_:_:from:_:)``, from the last key below one on, downward.
    static func scanDown(
        _ transaction: OpaquePointer, _ table: Table, below key: [UInt8],
        _ body: (_ key: [UInt8], _ value: [UInt8]) -> Bool
    ) throws(LMDBError) {
        var cursor: OpaquePointer?
        try check(unsafe mdb_cursor_open(transaction, table.index, &cursor), "opening a cursor")
        defer { unsafe mdb_cursor_close(cursor) }
        var foundKey = unsafe MDB_val()
        var foundValue = unsafe MDB_val()
        // The first that is not below it, from which one step leads down; or none, and all are.
        let above = unsafe withValue(of: key) { start in
            unsafe foundKey = start.pointee
            return unsafe mdb_cursor_get(cursor, &foundKey, &foundValue, MDB_SET_RANGE)
        }
        if above != MDB_NOTFOUND { try check(above, "scanning") }
        var result = unsafe mdb_cursor_get(
            cursor, &foundKey, &foundValue, above == MDB_NOTFOUND ? MDB_LAST : MDB_PREV)
        while result == MDB_SUCCESS {
            guard unsafe body(bytes(of: foundKey), bytes(of: foundValue)) else { return }
            result = unsafe mdb_cursor_get(cursor, &foundKey, &foundValue, MDB_PREV)
        }
        if result != MDB_NOTFOUND { throw LMDBError(result, "scanning") }
    }

    static func count(
        _ transaction: OpaquePointer, _ table: Table
    ) throws(LMDBError) -> Int {
        var stat = MDB_stat()
        try check(unsafe mdb_stat(transaction, table.index, &stat), "counting")
        return stat.ms_entries
    }

    static func contains(
        _ transaction: OpaquePointer, _ table: Table, _ key: [UInt8]
    ) throws(LMDBError) -> Bool {
        var found = unsafe MDB_val()
        let result = unsafe withValue(of: key) { key in
            unsafe mdb_get(transaction, table.index, key, &found)
        }
        if result == MDB_NOTFOUND { return false }
        try check(result, "reading")
        return true
    }

    /// The pages of all tables, and what LMDB needs for itself, in bytes.
    ///
    /// The size of the file says less: it never shrinks, however much is removed.
    static func usedBytes(
        _ transaction: OpaquePointer, _ tables: [Table]
    ) throws(LMDBError) -> Int {
        // Tables 0 and 1 are the list of free pages and the list of tables.
        let indexes = [0, 1] + tables.map(\.index)
        var pages = 2
        var stat = MDB_stat()
        for index in indexes {
            try check(unsafe mdb_stat(transaction, index, &stat), "measuring")
            pages += stat.ms_branch_pages + stat.ms_leaf_pages + stat.ms_overflow_pages
        }
        return pages * Int(stat.ms_psize)
    }

    static func put(
        _ transaction: OpaquePointer, _ table: Table, _ key: [UInt8], _ value: [UInt8],
        flags: UInt32
    ) -> Int32 {
        unsafe withValue(of: key) { key in
            unsafe withValue(of: value) { value in
                unsafe mdb_put(transaction, table.index, key, value, flags)
            }
        }
    }

    /// Lends bytes to LMDB, which reads them during the call and not after.
    static func withValue(
        of bytes: [UInt8], _ body: (UnsafeMutablePointer<MDB_val>) -> Int32
    ) -> Int32 {
        unsafe bytes.withUnsafeBytes { buffer in
            var value = unsafe MDB_val(
                mv_size: buffer.count,
                mv_data: UnsafeMutableRawPointer(mutating: buffer.baseAddress))
            return unsafe body(&value)
        }
    }

    private static func bytes(of value: MDB_val) -> [UInt8] {
        unsafe Array(UnsafeRawBufferPointer(start: value.mv_data, count: value.mv_size))
    }
}
