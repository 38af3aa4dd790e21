internal import LMDB
public import Steps

extension LMDBJournalReader {
    /// The lanes in which sagas wait, in order; one search a lane.
    public func lanes() throws(JournalError) -> [Lane] {
        try LMDBFailure.translated {
            try environment.read { transaction in
                var lanes: [Lane] = []
                var start: [UInt8] = []
                while true {
                    var first: (key: [UInt8], longJob: [UInt8])?
                    try transaction.scan(tables.queue, from: start) { key, longJob in
                        first = (key, longJob)
                        return false
                    }
                    guard let first else { return lanes }
                    let place = first.key.dropLast(JournalTables.sagaKeyLength)
                    guard let lane = LaneKey.lane(place, longJob: first.longJob) else {
                        throw JournalError(
                            .damaged, "the queue names no lane; see 'sagactl journal verify'")
                    }
                    lanes.append(lane)
                    // Behind every saga of the lane: the first byte of an id is below 16.
                    start = place + [0xFF]
                }
            }
        }
    }

    /// Up to `limit` sagas that wait in a lane in order of id, starting after one.
    public func waiting(
        in lane: Lane, after saga: SagaID?, limit: Int
    ) throws(JournalError) -> [SagaID] {
        let place = LaneKey(lane).bytes
        // The key behind a saga's own is the first that follows it.
        let start = saga.map { JournalTables.queueKey(place, $0) + [0] } ?? place
        return try keys(of: tables.queue, from: start, limit: limit) { $0.starts(with: place) }
            .map { JournalTables.saga(fromKey: $0.suffix(JournalTables.sagaKeyLength)) }
    }

    /// Up to `limit` deferred sagas in order of the time they wait for, starting after one.
    public func deferred(
        after last: (Timestamp, SagaID)?, limit: Int
    ) throws(JournalError) -> [(due: Timestamp, saga: SagaID)] {
        let start =
            last.map { due, saga in
                JournalTables.deferredKey(JournalTables.dueKey(due), saga) + [0]
            } ?? []
        return try keys(of: tables.deferred, from: start, limit: limit) { _ in true }
            .map { key in
                (JournalTables.due(fromKey: key), JournalTables.saga(fromKey: key.dropFirst(8)))
            }
    }

    /// The records whose names begin with a text, in the order of the names' bytes.
    public func records(
        prefix: String
    ) throws(JournalError) -> [(name: String, bytes: [UInt8])] {
        guard prefix.utf8.count <= JournalWrite.longestRecordName else { return [] }
        let prefix = Array(prefix.utf8)
        let found = try LMDBFailure.translated {
            try environment.read { transaction in
                var found: [(key: [UInt8], bytes: [UInt8])] = []
                try transaction.scan(tables.records, from: prefix) { key, bytes in
                    guard key.starts(with: prefix) else { return false }
                    found.append((key, bytes))
                    return true
                }
                return found
            }
        }
        var records: [(name: String, bytes: [UInt8])] = []
        for (key, bytes) in found {
            records.append(try JournalRecord.decode(bytes, key: key))
        }
        return records
    }

    private func keys(
        of table: Table, from start: [UInt8], limit: Int, while matches: ([UInt8]) -> Bool
    ) throws(JournalError) -> [[UInt8]] {
        guard limit > 0 else { return [] }
        return try LMDBFailure.translated {
            try environment.read { transaction in
                var keys: [[UInt8]] = []
                try transaction.scan(table, from: start) { key, _ in
                    guard matches(key) else { return false }
                    keys.append(key)
                    return keys.count < limit
                }
                return keys
            }
        }
    }
}
