internal import Journal
internal import SagaTesting
internal import Steps

/// What several simulations have shown.
struct SimulationTally {
    private(set) var runs = 0
    private(set) var ends: [SagaStatus: Int] = [:]
    private(set) var faults = 0
    private(set) var faultsMet = 0
    private(set) var sagasInTrouble = 0
    private(set) var starts = 0
    private(set) var requests = 0
    private(set) var entries = 0
    private(set) var time = Milliseconds(rawValue: 0)
    /// The first run that broke a promise.
    private(set) var failure: SimulationReport?
    let began = ContinuousClock.now

    var sagas: Int { ends.values.reduce(0, +) }

    mutating func add(_ report: SimulationReport) {
        runs += 1
        ends.merge(report.ends, uniquingKeysWith: +)
        faults += report.faults.count
        faultsMet += report.faultsMet
        sagasInTrouble += report.sagasInTrouble
        starts += report.starts
        requests += report.requests
        entries += report.entries
        time = time + report.time
        if failure == nil, !report.violations.isEmpty { failure = report }
    }
}
