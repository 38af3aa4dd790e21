internal import Journal
internal import Steps

/// Says what is wrong with the end of a run.
struct Judge {
    let play: Play
    /// The same world without faults; `nil` for that run itself.
    let baseline: Play?
    let rules: RehearsalRules
    let world: World
    let seed: UInt64

    var stage: Stage { play.stage }

    /// All that is wrong.
    func findings() -> [RehearsalFinding] {
        let lies = lies()
        var findings = lies + parkings()
        let liars = Set(lies.map(\.instance))
        switch play.status {
        case .compensated?: findings += afterUndoing()
        case .completed?: findings += afterDoing()
        default: findings += endless(findings)
        }
        // What follows from a lie is no news.
        return findings.filter { $0.rule == .lyingProbe || !liars.contains($0.instance) }
    }

    /// Puts a finding together.
    func finding(
        _ rule: RehearsalFinding.Rule, _ caller: StubCaller?, _ words: String, advice: String
    ) -> RehearsalFinding {
        RehearsalFinding(
            rule: rule, instance: caller?.name ?? play.stage.wave.workflow.name, words: words,
            seen: seen(caller), advice: advice, world: world.name, faults: play.faults, seed: seed)
    }

    /// What arrived for a step, or at all.
    private func seen(_ caller: StubCaller?) -> [String] {
        let arrivals = caller.map(arrivals) ?? stage.arrivals
        let lines = arrivals.map { arrival in
            "\(arrival.node): \(arrival.title) (\(arrival.caller.name) \(arrival.caller.kind)) → "
                + "\(arrival.status)\(arrival.reason.map { ", \($0)" } ?? "")"
        }
        return lines.count > 12 ? Array(lines.prefix(6)) + ["…"] + Array(lines.suffix(5)) : lines
    }

    /// What arrived for a step, and for the saga that undoes it if another one did it.
    func arrivals(of caller: StubCaller) -> [Stage.Arrival] {
        let undoing =
            caller.label.hasSuffix(".action")
            ? caller.label.dropLast("action".count) + "compensation" : "–"
        return stage.arrivals.filter { arrival in
            arrival.caller.place == caller.place
                || arrival.node == caller.instance.node && arrival.caller.label.hasPrefix(undoing)
        }
    }

    // MARK: Probes

    private func lies() -> [RehearsalFinding] {
        stage.probings.sorted { $0.value.arrival < $1.value.arrival }.compactMap { _, probing in
            guard let truth = probing.truth, truth != probing.verdict else { return nil }
            let arrival = stage.arrivals[probing.arrival]
            let words =
                truth
                ? "the probe of \(probing.caller.name) said 'not in effect' although it is"
                : "the probe of \(probing.caller.name) said 'in effect' although it is not"
            let condition = probing.caller.steps.first?.probe?.applied.source ?? ""
            let advice =
                truth
                ? "\(arrival.title) was answered \(arrival.status): look where the action puts "
                    + "it, and let 'applied: \(condition)' hold for it"
                : "\(arrival.title) was answered \(arrival.status), and 'applied: \(condition)' "
                    + "holds although the action had no effect, or was undone: compare with "
                    + "something of the saga's own, such as saga.id or saga.timestamp"
            return finding(.lyingProbe, probing.caller, words, advice: advice)
        }
    }

    // MARK: Operators

    private func parkings() -> [RehearsalFinding] {
        stage.parkings.compactMap { parking in
            guard !parking.isExcused else { return nil }
            let refusal = stage.arrivals.prefix(parking.arrivals).last { arrival in
                arrival.status >= 400 && arrival.caller.kind == .compensation
                    && parking.reason.contains("\(arrival.caller.instance)")
            }
            let caller = refusal?.caller ?? callerNamed(in: parking)
            let name = caller?.name ?? parking.instance.map { "\($0)" } ?? parking.label
            let words =
                "\(name) is parked: \(parking.reason)"
                + (refusal?.reason.map { " (\($0))" } ?? "")
            var found = finding(.parked, caller, words, advice: advice(for: parking, refusal))
            found.instance = name
            return found
        }
    }

    private func callerNamed(in parking: Stage.Parking) -> StubCaller? {
        stage.arrivals.prefix(parking.arrivals).last { arrival in
            arrival.caller.label == parking.label && arrival.caller.instance == parking.instance
        }?.caller
    }

    private func advice(for parking: Stage.Parking, _ refusal: Stage.Arrival?) -> String {
        if let refusal, let reason = refusal.reason, reason.contains("below it") {
            let maker = stage.nodes.rules.children == .refuse ? reason : ""
            let other = maker.split(separator: "made by ").last.map(String.init) ?? "the other"
            return "undo \(other) first: let its step need "
                + "'\(refusal.caller.instance.step)', for what was done last is undone first"
        }
        if parking.reason.contains("has no value") {
            return "the reply that it is taken from never came: let an input or saga.id be the "
                + "id of what is made"
        }
        if let refusal {
            return "\(refusal.title) was answered \(refusal.status): list the codes that mean "
                + "'nothing there any more' among the compensation's 'succeeded'"
        }
        return "let the step be tried again, or let what it depends on be done before it"
    }

    private func endless(_ others: [RehearsalFinding]) -> [RehearsalFinding] {
        guard others.isEmpty else { return [] }
        let reason = stage.parkings.last?.reason
        let words =
            "the saga is \(play.status?.rawValue ?? "not taken on") long after all faults"
            + (reason.map { ": \($0)" } ?? "")
        return [
            finding(
                .endless, nil, words,
                advice: "look at its trace; something waits for what never comes")
        ]
    }
}
