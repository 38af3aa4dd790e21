import PowerLossImages
import Steps

/// What had been acknowledged, and what can have been written, by some point of a recording.
struct Promised {
    /// The hash of each acknowledged entry.
    private(set) var hashes: [Mark.Place: String] = [:]
    /// The last acknowledged entry of each saga.
    private(set) var lengths: [SagaID: Int] = [:]
    private(set) var keys: [SagaID: (job: String, key: String)] = [:]
    private(set) var records: [String: Int] = [:]
    /// The last entry of each saga that was handed to a commit; more cannot be there.
    private(set) var handedOver: [SagaID: Int] = [:]

    private var marks: ArraySlice<(point: Int, mark: Mark)>

    /// Nothing yet.
    init(_ recording: DiskRecording) {
        marks =
            recording.marks.compactMap { point, line in
                Mark(line).map { (point, $0) }
            }[...]
    }

    /// Takes in what was said up to a point.
    mutating func advance(to point: Int) {
        while let next = marks.first, next.point <= point {
            marks.removeFirst()
            take(next.mark)
        }
    }

    private mutating func take(_ mark: Mark) {
        switch mark {
        case .commitBegins(_, let entries, _):
            for entry in entries {
                handedOver[entry.saga] = max(handedOver[entry.saga] ?? 0, entry.sequence)
            }
        case .entry(let place, let hash):
            hashes[place] = hash
            lengths[place.saga] = max(lengths[place.saga] ?? 0, place.sequence)
        case .key(let saga, let job, let key): keys[saga] = (job, key)
        case .record(let name, let value): records[name] = max(records[name] ?? 0, value)
        case .commitEnds, .storeBegins, .storeEnds: break
        }
    }
}
