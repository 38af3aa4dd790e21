import Steps

/// What the workload says on its standard output, one a line: the recording has it in order with
/// what was done to the disk.
enum Mark: Equatable {
    /// A list of writes is handed to the journal's store.
    case commitBegins(number: Int, entries: [Place], removals: [SagaID])
    /// The store said that it is durable.
    case commitEnds(number: Int)
    /// Finished sagas are handed to the archive.
    case storeBegins(number: Int, sagas: [SagaID])
    /// The archive said that they are durable.
    case storeEnds(number: Int)
    /// An entry is acknowledged.
    case entry(Place, hash: String)
    /// A saga is acknowledged under its key; its first entry was before.
    case key(SagaID, job: String, key: String)
    /// A record of the journal is acknowledged with its value, which only rises.
    case record(String, value: Int)

    /// An entry's place in the journal.
    struct Place: Hashable {
        var saga: SagaID
        var sequence: Int
    }

    var line: String {
        let words: [String] =
            switch self {
            case .commitBegins(let number, let entries, let removals):
                ["commit{", "\(number)"] + entries.map { "\($0.saga):\($0.sequence)" }
                    + removals.map { "-\($0)" }
            case .commitEnds(let number): ["}commit", "\(number)"]
            case .storeBegins(let number, let sagas):
                ["store{", "\(number)"] + sagas.map(\.description)
            case .storeEnds(let number): ["}store", "\(number)"]
            case .entry(let place, let hash): ["entry", "\(place.saga):\(place.sequence)", hash]
            case .key(let saga, let job, let key): ["key", "\(saga)", job, key]
            case .record(let name, let value): ["record", name, "\(value)"]
            }
        return words.joined(separator: " ") + "\n"
    }

    /// Reads a line; `nil` for one that is none of these.
    init?(_ line: String) {
        let words = line.split(separator: " ").map(String.init)
        guard words.count >= 2 else { return nil }
        switch words[0] {
        case "commit{":
            guard let number = Int(words[1]) else { return nil }
            let (removals, entries) = (
                words[2...].filter { $0.hasPrefix("-") }, words[2...].filter { !$0.hasPrefix("-") }
            )
            self = .commitBegins(
                number: number, entries: entries.compactMap(Place.init),
                removals: removals.compactMap { SagaID($0.dropFirst()) })
        case "}commit": self = .commitEnds(number: Int(words[1]) ?? 0)
        case "store{":
            self = .storeBegins(
                number: Int(words[1]) ?? 0, sagas: words[2...].compactMap { SagaID($0) })
        case "}store": self = .storeEnds(number: Int(words[1]) ?? 0)
        case "entry":
            guard words.count == 3, let place = Place(words[1]) else { return nil }
            self = .entry(place, hash: words[2])
        case "key":
            guard words.count == 4, let saga = SagaID(words[1]) else { return nil }
            self = .key(saga, job: words[2], key: words[3])
        case "record":
            guard words.count == 3, let value = Int(words[2]) else { return nil }
            self = .record(words[1], value: value)
        default: return nil
        }
    }
}

extension Mark.Place {
    init?(_ text: String) {
        let parts = text.split(separator: ":")
        guard parts.count == 2, let saga = SagaID(parts[0]), let sequence = Int(parts[1]) else {
            return nil
        }
        self.init(saga: saga, sequence: sequence)
    }
}
