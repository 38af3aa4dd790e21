internal import Journal
internal import Steps

/// The sagas of a memory journal that wait for their turn or for a time.
struct MemoryQueue {
    private struct Due: Comparable {
        var time: Timestamp
        var saga: SagaID

        static func < (left: Due, right: Due) -> Bool {
            (left.time, left.saga) < (right.time, right.saga)
        }
    }

    private enum Place {
        case lane(LaneKey)
        case due(Due)
    }

    private var places: [SagaID: Place] = [:]
    private var waiting: [LaneKey: (lane: Lane, sagas: [SagaID])] = [:]
    private var deferred: [Due] = []

    mutating func add(_ saga: SagaID, _ lane: Lane, until time: Timestamp?) {
        if let time {
            let due = Due(time: time, saga: saga)
            places[saga] = .due(due)
            deferred.insert(sorted: due)
        } else {
            let key = LaneKey(lane)
            places[saga] = .lane(key)
            waiting[key, default: (lane, [])].sagas.insert(sorted: saga)
        }
    }

    mutating func remove(_ saga: SagaID) {
        switch places.removeValue(forKey: saga) {
        case .due(let due): deferred.remove(sorted: due)
        case .lane(let key):
            waiting[key]?.sagas.remove(sorted: saga)
            if waiting[key]?.sagas.isEmpty == true { waiting[key] = nil }
        case nil: break
        }
    }

    var lanes: [Lane] {
        waiting.sorted { $0.key < $1.key }.map(\.value.lane)
    }

    func sagas(in lane: Lane, after: SagaID?, limit: Int) -> [SagaID] {
        (waiting[LaneKey(lane)]?.sagas ?? []).page(after: after, limit: limit)
    }

    func deferred(
        after last: (Timestamp, SagaID)?, limit: Int
    ) -> [(due: Timestamp, saga: SagaID)] {
        deferred.page(after: last.map { Due(time: $0, saga: $1) }, limit: limit)
            .map { ($0.time, $0.saga) }
    }
}
