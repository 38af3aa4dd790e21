/// Reads one step of a workflow file.
enum StepReader {
    private static let known = [
        "id", "class", "forEach", "node", "when", "before", "action", "probe", "compensation",
        "timeout", "retry",
    ]

    static func step(_ field: Field) -> StepDefinition? {
        guard let fields = field.fields(known: known) else { return nil }
        let id = fields.required("id")?.text()
        let target = Self.target(fields)
        let timeout = fields["timeout"]?.duration() ?? RequestDefinition.defaultTimeout
        let recovery = fields.optional("class", Self.recovery)
        let when = fields.optional("when") { $0.condition() }
        // What can only go forward is tried for as long as what must be undone.
        let usual = recovery == .some(.retriable) ? RetryPolicy.backward : .forward
        let retry = fields["retry"].flatMap { RetryReader.policy($0, over: usual) } ?? usual
        let forward = RequestReader(timeout: timeout, retry: retry)
        let backward = RequestReader(timeout: timeout, retry: .backward)

        let before = fields.optional("before") { Self.before($0, forward) }
        let action = fields.required("action").flatMap { forward.request($0) }
        let probe = fields.optional("probe") { Self.probe($0, forward) }
        guard let recovery else { return nil }
        let compensation = Self.compensation(fields, backward, of: recovery ?? .compensatable)
        guard let id, let target, let when, let before, let action, let probe, let compensation
        else { return nil }
        return StepDefinition(
            id: id, recovery: recovery ?? .compensatable, target: target, when: when,
            before: before, action: action, probe: probe, compensation: compensation)
    }

    private static func recovery(_ field: Field) -> StepDefinition.Recovery? {
        guard let text = field.text() else { return nil }
        let known = StepDefinition.Recovery.allCases.map(\.rawValue)
        guard let recovery = StepDefinition.Recovery(rawValue: text) else {
            field.report(
                "expected \(known.joined(separator: ", ")), not \(PrintableText.quoted(text))",
                suggestion: Suggestion.nearest(to: text, among: known))
            return nil
        }
        return recovery
    }

    private static func target(_ fields: Fields) -> StepDefinition.Target? {
        switch (fields["forEach"], fields["node"]) {
        case (let each?, nil):
            guard let text = each.text() else { return nil }
            guard text == "nodes" else {
                each.report("expected 'nodes', not \(PrintableText.quoted(text))")
                return nil
            }
            return .everyNode
        case (nil, let node?): return node.text().map { .node($0) }
        case (_?, let node?): node.report("'forEach' and 'node' exclude each other")
        case (nil, nil):
            if fields.misspelt.isDisjoint(with: ["forEach", "node"]) {
                fields.field.report("'forEach: nodes' or 'node: NAME' is missing")
            }
        }
        return nil
    }

    private static func before(_ field: Field, _ reader: RequestReader) -> BeforeDefinition? {
        guard let fields = field.fields(known: RequestReader.known + ["when", "done"]),
            var request = reader.request(fields)
        else { return nil }
        let when = fields.optional("when") { $0.condition() }
        let done = fields["done"].map(RequestReader.statuses) ?? []
        guard let when, let done else { return nil }
        if let field = fields["done"] {
            guard fields["succeeded"] != nil else {
                field.report("'succeeded' must be given beside 'done'")
                return nil
            }
            if let status = done.first(where: request.statuses.succeeded.contains) {
                field.report("status \(status) is in 'succeeded' as well")
            }
        }
        // A reply that there is nothing to do is a good one.
        request.statuses.succeeded += done
        return BeforeDefinition(request: request, when: when, done: done)
    }

    private static func probe(_ field: Field, _ reader: RequestReader) -> ProbeDefinition? {
        guard let fields = field.fields(known: RequestReader.known + ["applied"]) else {
            return nil
        }
        let applied = fields.required("applied")?.condition()
        guard let request = reader.request(fields), let applied else { return nil }
        return ProbeDefinition(request: request, applied: applied)
    }

    /// The outer optional is empty where there was a problem; `none` is the inner one.
    private static func compensation(
        _ fields: Fields, _ reader: RequestReader, of recovery: StepDefinition.Recovery
    ) -> RequestDefinition?? {
        guard recovery == .compensatable else {
            guard let field = fields["compensation"] else { return .some(nil) }
            field.report("a step of class '\(recovery.rawValue)' is never undone")
            return nil
        }
        let advice = "; write 'compensation: none' if there is nothing to undo"
        guard let field = fields.required("compensation", advice: advice) else { return nil }
        if case .scalar(let text, _) = field.node.content {
            if text == "none" { return .some(nil) }
            field.report("expected a request or 'none', not \(PrintableText.quoted(text))")
            return nil
        }
        return reader.request(field).map { .some($0) }
    }
}
