import LMDB
import Steps

/// Writes into a journal's environment what no journal writes.
enum ForeignEnvironment {
    private static func open(_ directory: String) throws -> Environment {
        try Environment(directory: directory, options: .init(mapSize: 0, maxTables: 8))
    }

    /// An environment that is no journal.
    static func make(in directory: String) throws {
        try open(directory).write { transaction in
            try transaction.put([1], [2], in: try transaction.table("things"))
        }
    }

    /// A journal of the first format, as far as it can be told.
    static func makeFirstFormat(in directory: String) throws {
        try open(directory).write { transaction in
            for name in ["entries", "phases", "keys", "definitions"] {
                _ = try transaction.table(name)
            }
            let meta = try transaction.table("meta")
            try transaction.put(Array("version".utf8), [0, 0, 0, 1], in: meta)
        }
    }

    /// Says that a journal is of a later format.
    static func raiseVersion(in directory: String) throws {
        try put(Array("version".utf8), [0, 0, 0, 3], in: "meta", of: directory)
    }

    static func put(
        _ key: [UInt8], _ value: [UInt8], in table: String, of directory: String
    ) throws {
        try open(directory).write { transaction in
            try transaction.put(key, value, in: try transaction.table(table))
        }
    }

    static func remove(_ key: [UInt8], from table: String, of directory: String) throws {
        try open(directory).write { transaction in
            _ = try transaction.remove(key, from: try transaction.table(table))
        }
    }

    /// The value of a key; empty if there is none.
    static func value(
        of key: [UInt8], in table: String, of directory: String
    ) throws -> [UInt8] {
        try open(directory).write { transaction in
            try transaction.value(key, in: try transaction.table(table)) ?? []
        }
    }

    /// The first key of a table.
    static func firstKey(of table: String, in directory: String) throws -> [UInt8] {
        try open(directory).write { transaction in
            var first: [UInt8] = []
            try transaction.scan(try transaction.table(table), from: []) { key, _ in
                first = key
                return false
            }
            return first
        }
    }

    /// The lane of priority 3 of the job `job`.
    static let lane: [UInt8] = [3] + "job".utf8 + [0, 0]

    /// A saga as part of a key.
    static func key(_ saga: SagaID) -> [UInt8] {
        [saga.microseconds, saga.random].flatMap { number in
            stride(from: 56, through: 0, by: -8).map {
                UInt8(truncatingIfNeeded: number >> UInt64($0))
            }
        }
    }
}
