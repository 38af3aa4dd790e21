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

    /// Pairs the starts of a history with their ends.
    static func rows(of entries: [Entry]) -> [AttemptRow] {
        var rows: [AttemptRow] = []
        var open: [Attempt: Int] = [:]
        var definition = ContentHash(of: [])
        for entry in entries {
            definition = entry.fact.definition ?? definition
            switch entry.fact {
            case .attemptStarted(let attempt):
                open[attempt] = rows.count
                rows.append(
                    AttemptRow(
                        sequence: entry.sequence, attempt: attempt, definition: definition,
                        startedAt: entry.time))
            case .attemptEnded(let attempt, let result):
                guard let index = open[attempt] else { continue }
                rows[index].endedAt = entry.time
                rows[index].outcome = result.outcome
                rows[index].status = result.status
                rows[index].detail = result.detail
            case .attemptInterrupted(let attempt, _):
                guard let index = open[attempt] else { continue }
                rows[index].endedAt = entry.time
                rows[index].detail = "the engine stopped before the outcome was known"
            default: break
            }
        }
        return rows
    }
}
