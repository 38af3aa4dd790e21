internal import Journal
internal import LMDB
internal import SagaTesting
internal import Steps

/// A journal that somebody, or something, has changed: whatever it was is found.
struct DamagedJournal {
    private struct Damage {
        var name: String
        var table: String
        var key: [UInt8]
        /// What is there instead; `nil`: nothing.
        var bytes: [UInt8]?
    }

    private static let tables = ["entries", "phases", "queue", "deferred", "keys", "definitions"]

    private var generator: SeededGenerator
    private let directory: String

    init(seed: UInt64, directory: String) {
        generator = SeededGenerator(seed: seed)
        self.directory = directory
    }

    /// Everything that is wrong.
    consuming func violations() -> [String] {
        do {
            try make()
            var wrong: [String] = []
            for damage in try damages() {
                let before = try put(damage.key, damage.bytes, in: damage.table)
                if try JournalVerifier.verify(directory: directory).isEmpty {
                    wrong.append("P2: verify finds nothing wrong with \(damage.name)")
                }
                _ = try put(damage.key, before, in: damage.table)
            }
            for finding in try JournalVerifier.verify(directory: directory) {
                wrong.append("P2: verify finds in a whole journal: \(finding.what)")
            }
            return wrong
        } catch {
            return ["P2: a damaged journal cannot be looked at: \(error)"]
        }
    }

    /// Sagas that wait, that are deferred, that run and that have ended.
    private mutating func make() throws {
        let journal = try LMDBJournal.open(directory: directory)
        defer { journal.close() }
        _ = try journal.commit([StoredSaga.define, .put(record: "schedule/a", bytes: [1, 2, 3])])
        for number in 1...12 as ClosedRange<UInt64> {
            var saga = StoredSaga(
                SagaID(microseconds: number, random: generator.next() >> 8), job: "job",
                key: "key\(number)",
                notBefore: number % 4 == 0 ? Timestamp(rawValue: Int64(number)) : nil)
            var writes = [saga.accept]
            for _ in 0..<number % 4 { writes += saga.goOn(1) }
            _ = try journal.commit(writes)
        }
    }

    private mutating func damages() throws -> [Damage] {
        var damages: [Damage] = []
        for table in Self.tables {
            let rows = try rows(of: table)
            guard !rows.isEmpty else { continue }
            let row = generator.pick(rows)
            damages.append(
                Damage(name: "a row of \(table) that is gone", table: table, key: row.key))
            guard !row.value.isEmpty else { continue }
            var flipped = row.value
            flipped[generator.number(0...flipped.count - 1)] ^= 1 << UInt8(generator.number(0...7))
            damages.append(
                Damage(name: "a bit of \(table)", table: table, key: row.key, bytes: flipped))
        }
        let entries = try rows(of: "entries")
        damages += try [forgery(of: entries), exchange(of: entries), stray(of: entries)]
        for table in ["phases", "queue", "deferred"] {
            guard let row = try rows(of: table).last else { continue }
            // The id of a saga is at the end.
            let key = row.key.dropLast() + [row.key[row.key.count - 1] ^ 0x55]
            damages.append(
                Damage(
                    name: "a stray in \(table)", table: table, key: Array(key), bytes: row.value))
        }
        if let record = try rows(of: "records").first {
            var bytes = record.value
            bytes[1] ^= 1
            damages.append(
                Damage(name: "a bit of a record", table: "records", key: record.key, bytes: bytes))
        }
        return damages
    }

    /// An entry that says something else, with a checksum that is right.
    private func forgery(of entries: [(key: [UInt8], value: [UInt8])]) throws -> Damage {
        for row in entries {
            let decoded = try EntryCodec.decode(row.value)
            guard case .sagaStarted = decoded.entry.fact else { continue }
            var entry = decoded.entry
            entry.fact = .sagaParked(reason: "forged")
            let bytes = EntryCodec.encode(entry, previous: decoded.previous).encoded.bytes
            let follows = entries.contains { $0.key == Self.next(row.key) }
            guard follows else { continue }
            return Damage(name: "a forged entry", table: "entries", key: row.key, bytes: bytes)
        }
        return Damage(name: "no entry", table: "entries", key: [0])
    }

    /// An entry in the place of another.
    private func exchange(of entries: [(key: [UInt8], value: [UInt8])]) -> Damage {
        Damage(
            name: "an entry in another's place", table: "entries", key: entries[0].key,
            bytes: entries[entries.count - 1].value)
    }

    /// An entry whose history has a gap before it.
    private func stray(of entries: [(key: [UInt8], value: [UInt8])]) -> Damage {
        let last = entries[entries.count - 1]
        return Damage(
            name: "an entry behind a gap", table: "entries",
            key: Self.next(Self.next(last.key)), bytes: last.value)
    }

    private static func next(_ key: [UInt8]) -> [UInt8] {
        Array(key.dropLast()) + [key[key.count - 1] + 1]
    }

    private func environment() throws -> Environment {
        try Environment(directory: directory, options: .init(mapSize: 0, maxTables: 8))
    }

    private func rows(of table: String) throws -> [(key: [UInt8], value: [UInt8])] {
        try environment().write { transaction in
            var rows: [(key: [UInt8], value: [UInt8])] = []
            try transaction.scan(try transaction.table(table), from: []) { key, value in
                rows.append((key, value))
                return true
            }
            return rows
        }
    }

    /// - Returns: what was there.
    private func put(_ key: [UInt8], _ value: [UInt8]?, in table: String) throws -> [UInt8]? {
        try environment().write { transaction in
            let table = try transaction.table(table)
            let before = try transaction.value(key, in: table)
            if let value {
                try transaction.put(key, value, in: table)
            } else {
                _ = try transaction.remove(key, from: table)
            }
            return before
        }
    }
}
