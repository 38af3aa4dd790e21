internal import LMDB
internal import Steps

/// The tables of a journal, and the keys in them.
///
/// Numbers in keys are big-endian, so that the order of keys is the order of time.
struct JournalTables {
    static let formatVersion = 2
    static let names = [
        "entries", "phases", "queue", "deferred", "keys", "definitions", "records", "meta",
    ]

    /// Saga id and sequence → encoded entry.
    let entries: Table
    /// Phase and saga id → what leads to the saga's place.
    ///
    /// In phase `waiting` that is its lane, in phase `deferred` its time, else nothing: so it can
    /// leave its place without a look at its entries.
    let phases: Table
    /// Lane (see ``LaneKey``) and saga id → the job, if it is too long for the key.
    ///
    /// Holds the sagas of phase `waiting`.
    let queue: Table
    /// Time and saga id → nothing.
    ///
    /// Holds the sagas of phase `deferred`.
    let deferred: Table
    /// Job and key → saga id.
    let keys: Table
    /// Content hash → canonical JSON.
    let definitions: Table
    /// Name → record (see ``JournalRecord``).
    let records: Table
    /// Name → value.
    let meta: Table

    var all: [Table] {
        [entries, phases, queue, deferred, keys, definitions, records, meta]
    }

    enum Meta {
        static let version = Array("version".utf8)
        static let identity = Array("identity".utf8)
        static let highest = Array("highest".utf8)
        /// How many sagas the archive took over; journals of before do not have it.
        static let removed = Array("removed".utf8)
        /// The last saga that the archive took over; absent before there was one.
        static let archived = Array("archived".utf8)
        /// How often it was restored, and one more; absent in one that never was.
        static let epoch = Array("epoch".utf8)
    }

    /// Finds the tables of an existing journal.
    ///
    /// - Throws: ``JournalError/Code/unknownFormat`` if there are none, or of another version.
    init(_ transaction: borrowing ReadTransaction, path: String) throws {
        func table(_ name: String) throws -> Table {
            guard let table = try transaction.table(name) else { throw Self.noJournal(path) }
            return table
        }
        meta = try table("meta")
        guard let version = try transaction.value(Meta.version, in: meta) else {
            throw Self.noJournal(path)
        }
        // Before the other tables: those of another version may be others.
        try Self.check(version, path)
        entries = try table("entries")
        phases = try table("phases")
        queue = try table("queue")
        deferred = try table("deferred")
        keys = try table("keys")
        definitions = try table("definitions")
        records = try table("records")
    }

    /// Refuses another version.
    static func check(_ version: [UInt8], _ path: String) throws(JournalError) {
        guard version == BigEndian.bytes(UInt32(formatVersion)) else {
            let found = version.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            throw JournalError(
                .unknownFormat,
                "the journal \(path) has format \(found), and this program knows "
                    + "\(formatVersion); use the version that wrote it")
        }
    }

    static func noJournal(_ path: String) -> JournalError {
        JournalError(.unknownFormat, "what is in \(path) is no journal")
    }

    /// Makes an empty journal in an empty directory.
    ///
    /// - Parameter identity: of the journal whose copy it is to be.
    static func create(
        in directory: String, capacity: Int, identity: [UInt8]? = nil, epoch: Int = 1
    ) throws(JournalError) {
        try LMDBFailure.translated {
            let environment = try Environment(
                directory: directory,
                options: .init(mapSize: capacity, maxTables: names.count))
            try environment.write { transaction in
                for name in names { _ = try transaction.table(name) }
                let meta = try transaction.table("meta")
                var generator = SystemRandomNumberGenerator()
                let random = BigEndian.bytes(generator.next() as UInt64)
                let values = [
                    (Meta.version, BigEndian.bytes(UInt32(formatVersion))),
                    (Meta.identity, identity ?? random),
                    (Meta.removed, BigEndian.bytes(UInt64(0))),
                    (Meta.epoch, BigEndian.bytes(UInt64(epoch))),
                ]
                for (name, value) in values { try transaction.put(name, value, in: meta) }
            }
        }
    }

    /// The random name of a journal, for people.
    static func text(ofIdentity identity: [UInt8]) -> String {
        identity.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// Journals of before have none, and were never restored.
    static func epoch(_ stored: [UInt8]?) -> Int {
        stored.flatMap { Int(exactly: BigEndian.number($0)) } ?? 1
    }
}
