internal import Steps

/// One request of a finished saga, as the table `attempts` has it.
struct AttemptRow {
    var sequence: Int
    var attempt: Attempt
    /// The definition whose plan the attempt's step is an index in.
    var definition: ContentHash
    var startedAt: Timestamp
    var endedAt: Timestamp?
    var outcome = Outcome.unknown
    var status: Int?
    var detail = ""

    /// The detail of a request whose reply nobody waited for any more.
    static let interruption = "the engine stopped before the outcome was known"

    private static let none = ContentHash(of: [])

    /// Pairs the starts of a history with their ends.
    static func rows(of entries: [Entry]) -> [AttemptRow] {
        var rows: [AttemptRow] = []
        var definition = none
        // What ends has begun not long ago.
        func place(of attempt: Attempt) -> Int? { rows.lastIndex { $0.attempt == attempt } }
        for entry in entries {
            definition = entry.fact.definition ?? definition
            switch entry.fact {
            case .attemptStarted(let attempt):
                rows.append(
                    AttemptRow(
                        sequence: entry.sequence, attempt: attempt, definition: definition,
                        startedAt: entry.time))
            case .attemptEnded(let attempt, let result):
                guard let index = place(of: attempt) else { continue }
                rows[index].endedAt = entry.time
                rows[index].outcome = result.outcome
                rows[index].status = result.status
                rows[index].detail = result.detail
            case .attemptInterrupted(let attempt, _):
                guard let index = place(of: attempt) else { continue }
                rows[index].endedAt = entry.time
                rows[index].detail = interruption
            default: break
            }
        }
        return rows
    }
}
