/// The shortest schedule that was found to break a promise.
public struct SmallestFailure: Sendable {
    /// The seed.
    public var seed: UInt64
    /// The promise, such as `P7`.
    public var promise: String
    /// The sagas that it takes, by their numbers.
    public var sagas: [Int]
    /// What has to go wrong.
    public var faults: [Fault]
    /// What is violated then.
    public var violations: [String]
}

extension Simulator {
    /// The most runs that are spent on making one failure small.
    public static let usualRuns = 400

    /// Leaves out sagas and faults for as long as the same promise is broken.
    ///
    /// - Parameters:
    ///   - report: of a run that broke one.
    ///   - runs: how many more runs may be made.
    /// - Returns: the shortest schedule that was found; `nil` if the report has no violations.
    public func shrunk(
        _ report: SimulationReport, runs: Int = usualRuns
    ) throws -> SmallestFailure? {
        guard let promise = report.violations.first?.promise else { return nil }
        var shrinking = Shrinking(questions: runs)
        var smaller = self
        func fails(_ simulator: Simulator) -> Bool {
            // Inputs that do not fit would have thrown in the first run.
            let report = try? simulator.run(seed: report.seed)
            return report?.violations.contains { $0.promise == promise } ?? false
        }
        func shrinkSagas() {
            let sagas = smaller.options.onlySagas ?? Set(1...max(1, options.sagas))
            let few = shrinking.smallest(of: sagas.sorted()) { candidate in
                var simulator = smaller
                simulator.options.onlySagas = Set(candidate)
                return fails(simulator)
            }
            smaller.options.onlySagas = Set(few)
        }
        shrinkSagas()
        let faults = try smaller.run(seed: report.seed).faults
        let few = shrinking.smallest(of: faults) { candidate in
            var simulator = smaller
            simulator.options.onlyFaults = Set(candidate)
            return fails(simulator)
        }
        smaller.options.onlyFaults = Set(few)
        if !fails(smaller) { smaller.options.onlyFaults = options.onlyFaults }
        shrinkSagas()
        let last = try smaller.run(seed: report.seed)
        return SmallestFailure(
            seed: report.seed, promise: promise,
            sagas: (smaller.options.onlySagas ?? []).sorted(), faults: last.faults,
            violations: last.violations)
    }
}

extension String {
    /// The promise that a violation is of.
    fileprivate var promise: String {
        String(prefix { $0 != ":" })
    }
}
