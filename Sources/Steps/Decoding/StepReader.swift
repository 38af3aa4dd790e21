/// Reads one step of a workflow file.
enum StepReader {
    static let known = [
        "id", "needs", "class", "forEach", "parallel", "node", "when", "before", "action",
        "output", "probe", "compensation", "onFailure", "pool", "timeout", "retry",
    ]

    static func step(_ field: Field) -> StepDefinition? {
        guard let fields = field.fields(known: known) else { return nil }
        let id = fields.required("id")?.text()
        // One that is left out is no misspelt one: that reads as `nil`.
        let recovery: StepDefinition.Recovery? =
            fields["class"].map { $0.word(of: StepDefinition.Recovery.self) } ?? .compensatable
        guard let calls = calls(fields, of: recovery),
            let id, let recovery, var step = place(of: StepDefinition(id: id, calls), fields)
        else { return nil }
        step.recovery = recovery
        let needs = fields.optional("needs") { $0.items()?.readAll { $0.text() } }
        let when = fields.optional("when") { $0.condition() }
        let output = fields["output"].map(Self.output) ?? [:]
        let onFailure = fields.optional("onFailure") { $0.word(of: FailurePolicy.self) }
        let pool = fields.optional("pool") { $0.text() }
        guard let needs, let when, let output, let onFailure, let pool else { return nil }
        step.needs = needs
        step.when = when
        step.output = output
        step.onFailure = onFailure
        step.pool = pool
        return step
    }

    /// Where it runs, and how often.
    private static func place(of step: StepDefinition, _ fields: Fields) -> StepDefinition? {
        let iteration = fields.optional("forEach", Self.iteration)
        let parallel = fields.optional("parallel") { $0.integer(in: 1...1_000) }
        let node = fields.optional("node") { $0.template() }
        guard let iteration, let parallel, let node else { return nil }
        if let field = fields["parallel"], iteration == nil {
            field.report("'parallel' is for the repeats of a step, and there is no 'forEach'")
        }
        var step = step
        step.forEach = iteration
        step.parallel = parallel ?? 1
        step.node = node
        return step
    }

    private static func iteration(_ field: Field) -> StepDefinition.Iteration? {
        guard let text = field.text() else { return nil }
        if text == "nodes" { return .nodes }
        if case .input(let name)? = Reference(text) { return .input(name) }
        field.report("expected 'nodes' or 'input.NAME', not \(PrintableText.quoted(text))")
        return nil
    }

    /// What it does, one way and the other.
    struct Calls {
        var before: BeforeDefinition?
        var action: CallDefinition
        var probe: ProbeDefinition?
        var compensation: CallDefinition?
        var irreversible: String?
    }

    private static func calls(
        _ fields: Fields, of recovery: StepDefinition.Recovery?
    ) -> Calls? {
        let timeout = self.timeout(fields)
        // What can only go forward is tried for as long as what must be undone.
        let usual = recovery == .retriable ? RetryPolicy.backward : .forward
        let retry = fields["retry"].flatMap { self.retry($0, over: usual) } ?? usual
        let forward = CallReader(timeout: timeout, retry: retry)
        let backward = CallReader(timeout: timeout, retry: .backward)

        let before = fields.optional("before") { Self.before($0, forward) }
        let action = fields.required("action").flatMap { forward.call($0) }
        let probe = fields.optional("probe") { Self.probe($0, forward) }
        // Of what cannot be read it is not known whether it has to be undone.
        let isNeeded = recovery == .compensatable && action?.operation.hasEffect ?? false
        let undo = Undo.read(fields, backward, isNeeded: isNeeded)
        guard let before, let action, let probe, let undo else { return nil }
        return Calls(
            before: before, action: action, probe: probe, compensation: undo.call,
            irreversible: undo.reason)
    }

    /// What is wrong with what holds for all calls is said once, and not of each of them.
    private static func timeout(_ fields: Fields) -> Milliseconds {
        let usual = CallDefinition.defaultTimeout
        guard let field = fields["timeout"], let timeout = field.duration() else { return usual }
        let findings = RetryRules.findings(inTimeout: timeout, at: fields.field.place)
        field.problems.report(findings) { _ in field.node.mark }
        return findings.isEmpty ? timeout : usual
    }

    private static func retry(_ field: Field, over usual: RetryPolicy) -> RetryPolicy? {
        guard let retry = RetryReader.policy(field, over: usual) else { return nil }
        let findings = RetryRules.findings(in: retry, at: field.place)
        field.problems.report(findings) { _ in field.node.mark }
        return findings.isEmpty ? retry : nil
    }

    private static func before(_ field: Field, _ reader: CallReader) -> BeforeDefinition? {
        let own = ["when", "done"]
        guard let fields = field.fields(known: CallReader.known + own),
            var call = reader.call(fields, extra: own)
        else { return nil }
        let when = fields.optional("when") { $0.condition() }
        let done =
            fields["done"].map { $0.items()?.readAll { $0.integer(in: 100...599) } } ?? []
        guard let when, let done else { return nil }
        if let field = fields["done"] {
            guard fields["succeeded"] != nil else {
                field.report("'succeeded' must be given beside 'done'")
                return nil
            }
            if let status = done.first(where: call.statuses.succeeded.contains) {
                field.report("status \(status) is in 'succeeded' as well")
            }
        }
        // A reply that there is nothing to do is a good one.
        call.statuses.succeeded += done
        return BeforeDefinition(call: call, when: when, done: done)
    }

    private static func probe(_ field: Field, _ reader: CallReader) -> ProbeDefinition? {
        guard let fields = field.fields(known: CallReader.known + ["applied"]) else {
            return nil
        }
        let applied = fields.required("applied")?.condition()
        guard let call = reader.call(fields, extra: ["applied"]), let applied else { return nil }
        return ProbeDefinition(call: call, applied: applied)
    }

    private static func output(_ field: Field) -> [String: ReplyPath]? {
        guard let fields = field.fields() else { return nil }
        var output: [String: ReplyPath] = [:]
        for (name, field) in fields.all {
            guard let text = field.text() else { continue }
            guard case .reply(let path)? = Reference(text) else {
                field.report(
                    "expected a place in the reply, such as reply.body.id or "
                        + "reply.headers.etag, not \(PrintableText.quoted(text))")
                continue
            }
            output[name] = path
        }
        return output.count == fields.entries.count ? output : nil
    }
}

extension StepDefinition {
    fileprivate init(id: String, _ calls: StepReader.Calls) {
        self.init(
            id: id, before: calls.before, action: calls.action, probe: calls.probe,
            compensation: calls.compensation, irreversible: calls.irreversible)
    }
}

/// Reads how a step is undone, or why it is not.
private struct Undo {
    var call: CallDefinition?
    var reason: String?

    static func read(
        _ fields: Fields, _ reader: CallReader, isNeeded: Bool
    ) -> Undo? {
        guard let field = fields["compensation"] else {
            // A read, a pause or a question leaves nothing behind.
            guard isNeeded else { return Undo() }
            _ = fields.required("compensation", advice: advice)
            return nil
        }
        if case .scalar(let text, _) = field.node.content {
            let isReasonMissing = text == "none"
            field.report(
                isReasonMissing
                    ? "say why there is nothing to undo: { none: REASON }"
                    : "expected a call or { none: REASON }, not \(PrintableText.quoted(text))")
            return nil
        }
        if field.node["none"] != nil {
            guard let none = field.fields(known: ["none"])?["none"], let reason = none.text() else {
                return nil
            }
            guard reason.contains(where: { !$0.isWhitespace }) else {
                none.report("say why there is nothing to undo")
                return nil
            }
            return Undo(reason: reason)
        }
        return reader.call(field).map { Undo(call: $0) }
    }

    private static let advice =
        "; write 'compensation: { none: REASON }' if there is nothing to undo"
}
