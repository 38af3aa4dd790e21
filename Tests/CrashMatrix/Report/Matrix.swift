import Journal

/// What is known of all phases and places.
struct Matrix: Sendable {
    /// A place in a phase, and a kind of death.
    struct Cell: Sendable, Codable {
        /// How often the place was reached by a run that did not die.
        var hits = 0
        /// How many runs were to die there.
        var runs = 0
        /// How many did; timing decides whether the last times come.
        var killed = 0
        var failed = 0
    }

    let scenarios: [any Scenario]
    private(set) var counted: [String: [String: Int]] = [:]
    private(set) var cells: [String: [String: [Death: Cell]]] = [:]
    private(set) var failures: [RunOutcome] = []
    private(set) var runs = 0

    init(_ scenarios: [any Scenario]) {
        self.scenarios = scenarios
    }

    mutating func note(_ outcome: RunOutcome) {
        runs += 1
        if !outcome.complaints.isEmpty { failures.append(outcome) }
        guard let place = outcome.id.place else {
            counted[outcome.id.scenario] = outcome.hits
            return
        }
        var cell =
            cells[outcome.id.scenario, default: [:]][place, default: [:]][outcome.id.death]
            ?? Cell(hits: counted[outcome.id.scenario]?[place] ?? 0)
        cell.runs += 1
        cell.killed += outcome.wasKilled ? 1 : 0
        cell.failed += outcome.complaints.isEmpty ? 0 : 1
        cells[outcome.id.scenario, default: [:]][place, default: [:]][outcome.id.death] = cell
    }

    /// Whether no program has died at a place yet where one was to.
    func isSpared(_ id: RunID) -> Bool {
        guard let place = id.place, let deaths = cells[id.scenario]?[place] else { return false }
        return deaths.values.allSatisfy { $0.killed == 0 }
    }

    func hits(_ scenario: any Scenario, _ place: String) -> Int {
        counted[scenario.name]?[place] ?? 0
    }

    func absence(_ scenario: any Scenario, _ place: String) -> Absence? {
        scenario.absences.first { $0.covers(place) }
    }

    /// What makes the whole fail beside runs that did: places that nobody dies at.
    var gaps: [String] {
        var gaps: [String] = []
        for scenario in scenarios where counted[scenario.name] != nil {
            for place in Failpoint.names {
                // Timing may let a phase reach more than it has to.
                guard absence(scenario, place) == nil else { continue }
                if hits(scenario, place) == 0 {
                    gaps.append("\(scenario.name) never reaches \(place)")
                }
                if let deaths = cells[scenario.name]?[place],
                    deaths.values.allSatisfy({ $0.killed == 0 })
                {
                    gaps.append("nothing died at \(scenario.name)/\(place)")
                }
            }
        }
        guard scenarios.count == Scenarios.all.count else { return gaps }
        for place in Failpoint.names where scenarios.allSatisfy({ hits($0, place) == 0 }) {
            gaps.append("\(place) is reached by no phase at all")
        }
        return gaps
    }
}
