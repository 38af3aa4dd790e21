internal import Steps

/// Whose turn it is among the jobs that wait, in however many queues they do.
///
/// The job that was served longest ago is next; one that comes anew goes to the end, so that a job
/// of many sagas that each come back soon cannot overtake one that waits. Hence a call waits for at
/// most one call of every other job. (Round robin between flows: Nagle, "On packet switches with
/// infinite storage", RFC 970, 1985.)
struct Turns {
    private struct Entry {
        var turn: Int
        var waiting: Int
    }

    private var entries: [Lane: Entry] = [:]
    private var latest = 0

    /// How many jobs wait.
    var count: Int { entries.count }

    /// When a job's turn comes compared with others; lower is sooner, `nil` if nothing of it waits.
    func turn(of lane: Lane) -> Int? {
        entries[lane]?.turn
    }

    /// One more call of a job waits.
    mutating func joined(_ lane: Lane) -> Int {
        if let entry = entries[lane] {
            entries[lane]?.waiting += 1
            return entry.turn
        }
        latest += 1
        entries[lane] = Entry(turn: latest, waiting: 1)
        return latest
    }

    /// A call of a job that waited is served.
    mutating func left(_ lane: Lane) {
        guard var entry = entries[lane] else { return }
        entry.waiting -= 1
        latest += 1
        entry.turn = latest
        entries[lane] = entry.waiting > 0 ? entry : nil
    }

    /// A call of a job is served that did not have to wait; those that do have had their turn.
    mutating func passed(_ lane: Lane) {
        guard entries[lane] != nil else { return }
        latest += 1
        entries[lane]?.turn = latest
    }
}
