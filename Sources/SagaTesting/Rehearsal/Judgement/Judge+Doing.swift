internal import Journal
internal import Steps

/// What the nodes hold when a saga completed.
extension Judge {
    /// Done: everything is as it is without faults.
    func afterDoing() -> [RehearsalFinding] {
        guard let baseline else { return [] }
        guard baseline.status == .completed else {
            return [
                finding(
                    .unfinished, nil,
                    "the saga completed although without faults it is "
                        + "\(baseline.status?.rawValue ?? "not taken on")",
                    advice: "what was refused without faults was taken for done: see what came "
                        + "of each step in the trace")
            ]
        }
        var findings: [RehearsalFinding] = []
        let (wanted, found) = (baseline.holdings(), play.holdings())
        for holding in Set(wanted.keys).union(found.keys).sorted(by: <) {
            let (want, have) = (wanted[holding] ?? [], found[holding] ?? [])
            guard want.count != have.count else { continue }
            let writer = (have + want).compactMap(\.writer).first
            let mayFail = writer?.steps.contains { $0.onFailure == .continue } ?? false
            guard !mayFail else { continue }
            if have.count > want.count {
                findings.append(doubled(holding, writer, have.count, want.count))
            } else {
                findings.append(missing(holding, writer))
            }
        }
        return findings
    }

    private func doubled(
        _ holding: Play.Holding, _ writer: StubCaller?, _ have: Int, _ want: Int
    ) -> RehearsalFinding {
        let advice =
            writer?.steps.first.map { Self.adviceAgainstDoubles($0) }
            ?? "see what came of each step in the trace"
        return finding(
            .doubled, writer,
            "after the saga completed \(holding.node) has \(holding.place)"
                + (want == 0 ? ", which it does not have without faults" : " \(have) times"),
            advice: advice)
    }

    private func missing(_ holding: Play.Holding, _ writer: StubCaller?) -> RehearsalFinding {
        finding(
            .unfinished, writer,
            "the saga completed, and \(holding.node) does not have \(holding.place) as it does "
                + "without faults",
            advice: "let the step's 'succeeded' and its probe mean nothing but that it was done")
    }
}

extension Play.Holding: Comparable {
    static func < (left: Play.Holding, right: Play.Holding) -> Bool {
        (left.node, left.place, left.fields.joined()) < (
            right.node, right.place, right.fields.joined()
        )
    }
}
