internal import Journal
internal import Steps

/// What the nodes hold when a saga was undone.
extension Judge {
    /// Undone: everything is as it was before.
    func afterUndoing() -> [RehearsalFinding] {
        var findings: [RehearsalFinding] = []
        let (start, end) = (stage.nodes.start, stage.nodes.nodes)
        for node in Set(start.keys).union(end.keys).sorted() {
            let (before, after) = (start[node] ?? [:], end[node] ?? [:])
            for place in Set(before.keys).union(after.keys).sorted() {
                switch (before[place], after[place]) {
                case (nil, let resource?): findings += left(resource, place, node)
                case (_?, nil): findings += lost(place, node)
                case (let old?, let new?): findings += changed(old, new, place, node)
                case (nil, nil): break
                }
            }
        }
        return findings
    }

    private func mayStay(_ caller: StubCaller?) -> Bool {
        caller?.steps.contains { rules.leaves.contains($0.id) } ?? false
    }

    private func left(
        _ resource: StubResource, _ place: String, _ node: String
    ) -> [RehearsalFinding] {
        guard let writer = resource.writer, !mayStay(writer) else { return [] }
        let found = "after the saga was undone \(node) still has \(place)"
        guard let step = writer.steps.first(where: { $0.action.operation.hasEffect }) else {
            return []
        }
        if writer.kind == .compensation || writer.label.contains(".compensation") {
            return [
                finding(
                    .left, writer, "\(found), made by the compensation of \(writer.name)",
                    advice: "if this call undoes something, say what: rehearsal: effects: "
                        + "[{ POST: PATH, undoes: PATH }]; else it puts back what was not there")
            ]
        }
        let (why, advice) = reasonForLeaving(resource, writer, step, place)
        return [finding(.left, writer, "\(found): \(why)", advice: advice)]
    }

    private func reasonForLeaving(
        _ resource: StubResource, _ writer: StubCaller, _ step: StepDefinition, _ place: String
    ) -> (why: String, advice: String) {
        let all = arrivals(of: writer)
        let undo = all.last {
            $0.caller.kind == .compensation || $0.caller.label.contains(".compensation")
        }
        let actions = all.filter {
            $0.caller.kind == .action && $0.status < 300 && $0.caller.place == writer.place
        }
        let outer = writer.steps.last ?? step
        if writer.steps.allSatisfy({ $0.compensation == nil }) {
            let said = outer.irreversible.map { " ('\($0)')" } ?? ""
            return (
                "\(writer.name) has no compensation\(said)",
                "give step '\(outer.id)' a compensation that removes it, or allow it with "
                    + "rehearsal: leaves: [\(outer.id)]"
            )
        }
        let made = stage.nodes.made[writer.place] ?? []
        if made.count > 1, resource.isAssigned {
            return (
                "\(writer.name) was sent again and had its effect \(made.count) times, and its "
                    + "compensation knows one of them", Self.adviceAgainstDoubles(step)
            )
        }
        if let undo, let last = actions.last, let undoIndex = index(of: undo),
            let lastIndex = index(of: last), lastIndex > undoIndex
        {
            return (
                "\(writer.name) arrived after its compensation",
                step.probe == nil
                    ? "give step '\(step.id)' a probe, so that the engine looks again once "
                        + "nothing can arrive any more"
                    : "the node did again what it had done, for it ignores Idempotency-Key: no "
                        + "definition helps against that"
            )
        }
        guard let undo else {
            return (
                "its compensation was never sent",
                "a compensation of step '\(outer.id)' has to reach every node that it is done on"
            )
        }
        return (
            "the compensation of \(writer.name), \(undo.title), did not hit it and was answered "
                + "\(undo.status)", Self.adviceToHit(step, place, resource)
        )
    }

    private func index(of arrival: Stage.Arrival) -> Int? {
        stage.arrivals.lastIndex { $0.place == arrival.place }
    }

    private static func adviceToHit(
        _ step: StepDefinition, _ place: String, _ resource: StubResource
    ) -> String {
        guard resource.isAssigned else {
            return "let the compensation of step '\(step.id)' remove \(place)"
        }
        return "the node named it \(place): keep that with 'output: { id: reply.body.id }', and "
            + "let the compensation use ${steps.\(step.id).output.id}"
    }

    static func adviceAgainstDoubles(_ step: StepDefinition) -> String {
        "step '\(step.id)' is not idempotent where nodes ignore Idempotency-Key: let an input or "
            + "saga.id name what is made, and give it a probe"
    }

    private func lost(_ place: String, _ node: String) -> [RehearsalFinding] {
        let writer = stage.nodes.gone["\(node) \(place)"]
        guard !mayStay(writer) else { return [] }
        let words =
            "after the saga was undone \(node) no longer has \(place), which was there before"
            + (writer.map { ": removed by \($0.name) \($0.kind)" } ?? "")
        let step = writer?.steps.first?.id ?? "?"
        let advice =
            writer?.kind == .compensation
            ? "the compensation of step '\(step)' removes what is not its own: let it name "
                + "something of the saga's own, such as saga.timestamp, or read with 'before' "
                + "what is there"
            : "let the compensation of step '\(step)' put back what 'before' has read, or allow "
                + "it with rehearsal: leaves: [\(writer?.steps.last?.id ?? step)]"
        return [finding(.lost, writer, words, advice: advice)]
    }

    private func changed(
        _ old: StubResource, _ new: StubResource, _ place: String, _ node: String
    ) -> [RehearsalFinding] {
        guard let writer = new.writer, !mayStay(writer) else { return [] }
        let own = place.split(separator: "/").last.map(String.init) ?? ""
        let now = new.values
        var paths = Set(new.sent.keys.map { ReplyPath.body($0) })
            .union(new.headers.keys.map { .header($0) })
        paths.formUnion(
            old.isForeign ? stage.nodes.seen["\(node) \(place)"] ?? [] : Set(old.values.keys))
        let differences = paths.sorted { "\($0)" < "\($1)" }.compactMap { path -> String? in
            let before = old.value(path)
            guard before?.description != now[path]?.description else { return nil }
            // A field that repeats the name was so before.
            if old.isForeign, now[path]?.description == own { return nil }
            return "\(path) was \(before?.description ?? "missing") and is "
                + "\(now[path]?.description ?? "missing")"
        }
        guard !differences.isEmpty else { return [] }
        let step = writer.steps.first?.id ?? ""
        return [
            finding(
                .changed, writer,
                "after the saga was undone \(place) on \(node) is not what it was: "
                    + differences.joined(separator: "; "),
                advice: "let step '\(step)' read with 'before' what is there, and its "
                    + "compensation put exactly that back")
        ]
    }
}
