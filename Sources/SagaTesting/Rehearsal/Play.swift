internal import Journal
internal import SagaEngine
internal import Steps

/// One run of a rehearsal, played to its end.
struct Play {
    let faults: [Fault]
    let stage: Stage
    let report: SimulationReport
    /// How the saga ended; `nil` if it was never taken on.
    let status: SagaStatus?
    /// How often something was written down.
    let commits: Int
    /// The texts that stand for one saga in particular, the longest first.
    let names: [String]

    init(simulation: Simulation, report: SimulationReport, stage: Stage) {
        self.stage = stage
        self.report = report
        faults = report.faults
        commits = report.commits
        status = simulation.records.first { $0.value.parent == nil }?.value.status
        names = simulation.records.keys.sorted()
            .flatMap { ["\($0)", "\($0.microseconds)"] }
            .sorted { ($0.count, $0) > ($1.count, $1) }
    }

    /// What is there, by node and what it is, without names that differ from run to run.
    func holdings() -> [Holding: [StubResource]] {
        var holdings: [Holding: [StubResource]] = [:]
        for (node, resources) in stage.nodes.nodes {
            for (place, resource) in resources {
                holdings[holding(resource, node, place), default: []].append(resource)
            }
        }
        return holdings
    }

    /// What tells resources of different runs apart.
    struct Holding: Hashable {
        let node: String
        let place: String
        let fields: [String]
    }

    private func holding(
        _ resource: StubResource, _ node: String, _ place: String
    ) -> Holding {
        var path = StubPath("")
        path.segments = place.split(separator: "/").map { general(String($0)) }
        if resource.isAssigned { path.segments[path.segments.count - 1] = "*" }
        let body = resource.sent.map {
            "\($0.key.joined(separator: "."))=\(general($0.value.description))"
        }
        let headers = resource.headers.map { "\($0.key): \(general($0.value))" }
        return Holding(node: node, place: path.place, fields: (body + headers).sorted())
    }

    /// Whether another run would have the same name.
    func isStable(_ place: String) -> Bool {
        !names.contains { place.contains($0) }
    }

    private func general(_ text: String) -> String {
        names.reduce(text) { $0.replacing($1, with: "<saga>") }
    }
}
