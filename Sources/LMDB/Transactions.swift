internal import CLMDB

/// A named table, opened in a transaction and usable in all that come later.
public struct Table: Sendable {
    let index: UInt32
}

/// A consistent view, for the length of ``Environment/read(_:)``.
@safe public struct ReadTransaction: ~Copyable {
    let handle: OpaquePointer

    /// The number of the commit that is seen.
    package var number: UInt64 { UInt64(unsafe mdb_txn_id(handle)) }

    /// The table of a name; `nil` if there is none.
    public func table(_ name: String) throws(LMDBError) -> Table? {
        var index: UInt32 = 0
        let result = unsafe mdb_dbi_open(handle, name, 0, &index)
        if result == MDB_NOTFOUND { return nil }
        try check(result, "opening table \(name)")
        return Table(index: index)
    }

    /// The value of a key, copied out; `nil` if there is none.
    public func value(_ key: [UInt8], in table: Table) throws(LMDBError) -> [UInt8]? {
        try unsafe Access.value(handle, table, key)
    }

    /// Whether a key is there.
    public func contains(_ key: [UInt8], in table: Table) throws(LMDBError) -> Bool {
        try unsafe Access.contains(handle, table, key)
    }

    /// Bytes that these tables use, with what LMDB needs for itself; freed pages do not count.
    public func usedBytes(of tables: [Table]) throws(LMDBError) -> Int {
        try unsafe Access.usedBytes(handle, tables)
    }

    /// Calls `body` with entries in order of key, from a key on, until it returns `false`.
    public func scan(
        _ table: Table, from key: [UInt8], _ body: (_ key: [UInt8], _ value: [UInt8]) -> Bool
    ) throws(LMDBError) {
        try unsafe Access.scan(handle, table, from: key, body)
    }

    /// Calls `body` with the entries whose keys are some bytes and a big-endian number behind
    /// them, in order, until it returns `false`.
    ///
    /// Keys are not copied, which for small values is half of the cost.
    public func scan(
        _ table: Table, beginningWith prefix: [UInt8],
        _ body: (_ number: UInt64, _ value: [UInt8]) -> Bool
    ) throws(LMDBError) {
        try unsafe Access.scan(handle, table, beginningWith: prefix, body)
    }

    /// Calls `body` with entries in falling order of key, from the last one below a key on, until
    /// it returns `false`.
    public func scanDown(
        _ table: Table, below key: [UInt8], _ body: (_ key: [UInt8], _ value: [UInt8]) -> Bool
    ) throws(LMDBError) {
        try unsafe Access.scanDown(handle, table, below: key, body)
    }

    /// How many entries a table has.
    public func count(_ table: Table) throws(LMDBError) -> Int {
        try unsafe Access.count(handle, table)
    }
}

/// Changes that are committed together, for the length of ``Environment/write(_:)``.
@safe public struct WriteTransaction: ~Copyable {
    let handle: OpaquePointer

    /// The table of a name, made if there is none.
    public func table(_ name: String) throws(LMDBError) -> Table {
        var index: UInt32 = 0
        try check(
            unsafe mdb_dbi_open(handle, name, UInt32(MDB_CREATE), &index), "making table \(name)")
        return Table(index: index)
    }

    /// The value of a key, copied out; `nil` if there is none.
    public func value(_ key: [UInt8], in table: Table) throws(LMDBError) -> [UInt8]? {
        try unsafe Access.value(handle, table, key)
    }

    /// Whether a key is there.
    public func contains(_ key: [UInt8], in table: Table) throws(LMDBError) -> Bool {
        try unsafe Access.contains(handle, table, key)
    }

    /// Bytes that these tables use, with what LMDB needs for itself; freed pages do not count.
    public func usedBytes(of tables: [Table]) throws(LMDBError) -> Int {
        try unsafe Access.usedBytes(handle, tables)
    }

    /// Calls `body` with entries in order of key, from a key on, until it returns `false`.
    public func scan(
        _ table: Table, from key: [UInt8], _ body: (_ key: [UInt8], _ value: [UInt8]) -> Bool
    ) throws(LMDBError) {
        try unsafe Access.scan(handle, table, from: key, body)
    }

    /// How many entries a table has.
    public func count(_ table: Table) throws(LMDBError) -> Int {
        try unsafe Access.count(handle, table)
    }

    /// Sets the value of a key.
    public func put(_ key: [UInt8], _ value: [UInt8], in table: Table) throws(LMDBError) {
        try check(unsafe Access.put(handle, table, key, value, flags: 0), "writing")
    }

    /// Adds a key with its value.
    ///
    /// - Returns: whether it was added; if the key was there, nothing is changed.
    public func insert(
        _ key: [UInt8], _ value: [UInt8], in table: Table
    ) throws(LMDBError) -> Bool {
        let result = unsafe Access.put(
            handle, table, key, value, flags: UInt32(MDB_NOOVERWRITE))
        if result == MDB_KEYEXIST { return false }
        try check(result, "writing")
        return true
    }

    /// Removes all keys that begin with some bytes, with their values.
    ///
    /// - Returns: how many there were.
    public func removeAll(
        beginningWith prefix: [UInt8], from table: Table
    ) throws(LMDBError) -> Int {
        try unsafe Access.removeAll(handle, table, beginningWith: prefix)
    }

    /// Removes a key with its value.
    ///
    /// - Returns: whether it was there.
    @discardableResult
    public func remove(_ key: [UInt8], from table: Table) throws(LMDBError) -> Bool {
        let result = unsafe Access.withValue(of: key) { key in
            unsafe mdb_del(handle, table.index, key, nil)
        }
        if result == MDB_NOTFOUND { return false }
        try check(result, "removing")
        return true
    }
}
