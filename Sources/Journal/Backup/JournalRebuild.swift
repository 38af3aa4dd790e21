internal import LMDB
internal import Steps

/// A journal that is written anew from histories.
///
/// Whatever stood in the old file beside them, the new one has none of it: its tables follow from
/// the histories, and its pages are its own.
struct JournalRebuild {
    /// Writes that share a commit.
    private static let batch = 4_096

    private let environment: Environment
    private let tables: JournalTables
    private var writes: [JournalWrite] = []
    private(set) var sagas = 0
    private(set) var entries = 0

    /// Makes an empty journal in a directory.
    init(in directory: String, identity: [UInt8]?, epoch: Int) throws(JournalError) {
        let capacity = JournalConfiguration().capacityBytes
        try JournalTables.create(
            in: directory, capacity: capacity, identity: identity, epoch: epoch)
        (environment, tables) = try LMDBFailure.translated {
            let environment = try Environment(
                directory: directory,
                options: .init(mapSize: capacity, maxTables: JournalTables.names.count))
            return (environment, try environment.read { try JournalTables($0, path: directory) })
        }
    }

    mutating func define(_ hash: ContentHash, _ json: [UInt8]) throws(JournalError) {
        try add([.define(hash, canonicalJSON: json)])
    }

    mutating func put(record: String, _ bytes: [UInt8]) throws(JournalError) {
        try add([.put(record: record, bytes: bytes)])
    }

    /// Adds a saga with its whole history.
    mutating func add(_ saga: SagaCheck, _ stored: [EncodedEntry]) throws(JournalError) {
        let acceptance = saga.summary.acceptance
        var added: [JournalWrite] = [
            .accept(
                stored[0], job: acceptance.job, key: acceptance.key,
                priority: acceptance.priority, notBefore: acceptance.notBefore)
        ]
        for (index, entry) in stored.enumerated().dropFirst() {
            let isLast = index == stored.count - 1 && saga.phase.followsWaiting
            added.append(.append(entry, phase: isLast ? saga.phase : nil))
        }
        sagas += 1
        entries += stored.count
        try add(added)
    }

    private mutating func add(_ more: [JournalWrite]) throws(JournalError) {
        writes += more
        if writes.count >= Self.batch { try flush() }
    }

    private mutating func flush() throws(JournalError) {
        let batch = writes
        writes = []
        try LMDBFailure.translated {
            try environment.write { transaction in
                var changes = JournalChanges(tables: tables)
                for write in batch { try changes.apply(write, in: transaction) }
                try changes.finish(in: transaction)
                guard changes.refused.isEmpty else {
                    throw JournalError(
                        .damaged, "two sagas have one submission key; see 'sagactl journal verify'")
                }
            }
        }
    }

    /// Writes the rest, and what the journal has to know of its archive.
    ///
    /// - Parameters:
    ///   - highest: the highest id ever accepted, if one is known beside those that were added.
    ///   - removed: how many sagas the archive has.
    mutating func finish(highest: SagaID?, removed: Int) throws(JournalError) {
        try flush()
        try LMDBFailure.translated {
            try environment.write { transaction in
                let name = JournalTables.Meta.highest
                let known = try transaction.value(name, in: tables.meta)
                    .map { JournalTables.saga(fromKey: $0) }
                if let highest = [known, highest].compactMap(\.self).max() {
                    try transaction.put(name, JournalTables.sagaKey(highest), in: tables.meta)
                }
                try transaction.put(
                    JournalTables.Meta.removed, BigEndian.bytes(UInt64(removed)), in: tables.meta)
            }
        }
    }
}
