internal import LMDB
internal import Steps

/// The tables of a journal, and the keys in them. Numbers in keys are big-endian, so that the
/// order of keys is the order of time.
struct JournalTables {
    static let formatVersion = 1
    static let count = 5

    /// Saga id and sequence → encoded entry.
    let entries: Table
    /// Phase and saga id → nothing.
    let phases: Table
    /// Job and key → saga id.
    let keys: Table
    /// Content hash → canonical JSON.
    let definitions: Table
    /// Name → value.
    let meta: Table

    enum Meta {
        static let version = Array("version".utf8)
        static let identity = Array("identity".utf8)
        static let highest = Array("highest".utf8)
    }

    /// Finds the tables of an existing journal.
    ///
    /// - Throws: ``JournalError/Code/unknownFormat`` if there are none, or of another version.
    init(_ transaction: borrowing ReadTransaction, path: String) throws {
        guard let entries = try transaction.table("entries"),
            let phases = try transaction.table("phases"),
            let keys = try transaction.table("keys"),
            let definitions = try transaction.table("definitions"),
            let meta = try transaction.table("meta"),
            let version = try transaction.value(Meta.version, in: meta)
        else { throw JournalError(.unknownFormat, "what is in \(path) is no journal") }
        guard version == BigEndian.bytes(UInt32(Self.formatVersion)) else {
            let found = version.reduce(0) { $0 << 8 | Int($1) }
            throw JournalError(
                .unknownFormat,
                "the journal \(path) has format \(found), and this program knows "
                    + "\(Self.formatVersion); use the version that wrote it")
        }
        self.entries = entries
        self.phases = phases
        self.keys = keys
        self.definitions = definitions
        self.meta = meta
    }

    /// Makes an empty journal in an empty directory.
    static func create(in directory: String, capacity: Int) throws(JournalError) {
        try LMDBFailure.translated {
            let environment = try Environment(
                directory: directory, options: .init(mapSize: capacity, maxTables: count))
            try environment.write { transaction in
                for name in ["entries", "phases", "keys", "definitions"] {
                    _ = try transaction.table(name)
                }
                let meta = try transaction.table("meta")
                try transaction.put(
                    Meta.version, BigEndian.bytes(UInt32(formatVersion)), in: meta)
                var generator = SystemRandomNumberGenerator()
                try transaction.put(
                    Meta.identity, BigEndian.bytes(generator.next() as UInt64), in: meta)
            }
        }
    }

    static func entryKey(_ saga: SagaID, _ sequence: Int) -> [UInt8] {
        sagaKey(saga) + BigEndian.bytes(UInt32(sequence))
    }

    static func phaseKey(_ phase: SagaPhase, _ saga: SagaID) -> [UInt8] {
        [phase.rawValue] + sagaKey(saga)
    }

    static func sagaKey(_ saga: SagaID) -> [UInt8] {
        BigEndian.bytes(saga.microseconds) + BigEndian.bytes(saga.random)
    }

    static func saga(fromKey key: some Collection<UInt8>) -> SagaID {
        let numbers = key.prefix(16)
        return SagaID(
            microseconds: numbers.prefix(8).reduce(0) { $0 << 8 | UInt64($1) },
            random: numbers.dropFirst(8).reduce(0) { $0 << 8 | UInt64($1) })
    }

    /// A key of LMDB has 511 bytes at most: what is longer ends in its hash.
    static func submissionKey(job: String, key: String) -> [UInt8] {
        let whole = Array(job.utf8) + [0] + Array(key.utf8)
        guard whole.count > 511 else { return whole }
        return whole.prefix(479) + ContentHash(of: whole).bytes
    }
}

/// Numbers in the byte order in which they sort.
enum BigEndian {
    static func bytes(_ value: some FixedWidthInteger & UnsignedInteger) -> [UInt8] {
        stride(from: value.bitWidth - 8, through: 0, by: -8).map { shift in
            UInt8(truncatingIfNeeded: value >> shift)
        }
    }
}

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
        case .mapFull, .diskFull: .full
        case .diskFailed, .other: .diskFailed
        case .notFound: .notFound
        case .notPermitted: .notPermitted
        case .invalid: .unknownFormat
        case .alreadyOpen: .inUse
        }
    }
}
