/// Reads what a step does: its action, the read before it, its probe or its compensation.
struct CallReader {
    static let known =
        HTTPMethods.all + [
            "headers", "json", "text", "bearer", "sleep", "signal", "default", "saga", "inputs",
            "nodes", "exec", "use", "with", "succeeded", "rejected", "expect", "timeout", "retry",
        ]
    /// The keys that say what is done, and those that belong to each.
    private static let companions = [
        "sleep": [],
        "signal": ["timeout", "default"],
        "saga": ["inputs", "nodes", "retry"],
        "exec": ["succeeded", "rejected", "expect", "timeout", "retry"],
        "use": ["with", "expect", "timeout", "retry"],
    ]
    private static let ofRequests = [
        "headers", "json", "text", "bearer", "succeeded", "rejected", "expect", "timeout", "retry",
    ]
    private static let verbs = Set(HTTPMethods.all + companions.keys)

    /// What holds where the call does not say.
    let timeout: Milliseconds
    let retry: RetryPolicy

    func call(_ field: Field) -> CallDefinition? {
        field.fields(known: Self.known).flatMap { call($0) }
    }

    /// - Parameter extra: keys that the caller reads.
    func call(_ fields: Fields, extra: [String] = []) -> CallDefinition? {
        guard let (name, field) = verb(fields) else { return nil }
        let allowed = (Self.companions[name] ?? Self.ofRequests) + extra + [name]
        for (key, field) in fields.all where !allowed.contains(key) && !Self.verbs.contains(key) {
            field.report("'\(key)' has no meaning beside '\(name)'")
        }
        let fields = fields.only(allowed)
        let operation = operation(name, field, fields)
        let succeeded = fields["succeeded"].map(Self.statuses(of: name)) ?? []
        let rejected = fields["rejected"].map(Self.statuses(of: name)) ?? []
        let expect = fields.optional("expect") { $0.condition() }
        let timeout = name == "signal" ? self.timeout : fields["timeout"]?.duration()
        // A child has spent tries of its own.
        let usual = name == "saga" ? RetryPolicy(attempts: 1) : self.retry
        let retry = fields["retry"].flatMap { RetryReader.policy($0, over: usual) }
        guard let operation, let succeeded, let rejected, let expect else { return nil }
        return CallDefinition(
            operation, statuses: StatusRules(succeeded: succeeded, rejected: rejected),
            expect: expect, timeout: timeout ?? self.timeout, retry: retry ?? usual)
    }

    /// The key that says what is done.
    private func verb(_ fields: Fields) -> (name: String, field: Field)? {
        let given = fields.all.filter { Self.verbs.contains($0.key) }
        guard let (name, field) = given.first else {
            if fields.misspelt.isDisjoint(with: Self.verbs) {
                fields.field.report(
                    "nothing is done here: give a method with its path, such as POST: /v1/group, "
                        + "or one of exec, saga, signal, sleep, use")
            }
            return nil
        }
        if given.count > 1 {
            given[1].field.report("one thing is done at a time, and '\(name)' is given already")
        }
        return (name, field)
    }

    private func operation(_ name: String, _ field: Field, _ fields: Fields) -> Operation? {
        switch name {
        case "sleep": field.longDuration().map { .sleep($0) }
        case "signal": signal(field, fields).map { .signal($0) }
        case "saga": child(field, fields).map { .saga($0) }
        case "exec": program(field)
        case "use": registered(field, fields)
        default: request(name, field, fields).map { .http($0) }
        }
    }

    private func request(
        _ method: String, _ field: Field, _ fields: Fields
    ) -> HTTPRequestDefinition? {
        let path = field.template()
        let headers = fields["headers"].map(Self.templates) ?? [:]
        let bearer = fields.optional("bearer") { $0.text() }
        let body = Self.body(fields)
        guard let path, let headers, let bearer, let body else { return nil }
        return HTTPRequestDefinition(
            method: method, path: path, headers: headers, body: body, bearer: bearer)
    }

    /// The inner `nil` where there is none.
    private static func body(_ fields: Fields) -> HTTPRequestDefinition.Body?? {
        switch (fields["json"], fields["text"]) {
        case (nil, nil): return .some(nil)
        case (let json?, nil): return BodyReader.body(json).map { .json($0) }
        case (nil, let text?): return text.template().map { .text($0) }
        case (_?, let text?):
            text.report("a request has one body, and 'json' is given already")
            return nil
        }
    }

    private func signal(_ field: Field, _ fields: Fields) -> SignalDefinition? {
        let question = field.template()
        let limit = fields.optional("timeout") { $0.longDuration() }
        let answer = fields.optional("default", Self.yesOrNo)
        guard let question, let limit, let answer else { return nil }
        if let field = fields["default"], limit == nil {
            field.report("'default' is the answer after a 'timeout', and there is none")
        }
        return SignalDefinition(question: question, limit: limit, default: answer ?? false)
    }

    private static func yesOrNo(_ field: Field) -> Bool? {
        guard let text = field.text() else { return nil }
        guard ["yes", "no"].contains(text) else {
            field.report("expected yes or no, not \(PrintableText.quoted(text))")
            return nil
        }
        return text == "yes"
    }

    private func child(_ field: Field, _ fields: Fields) -> ChildDefinition? {
        let name = field.text()
        let inputs = fields["inputs"].map(Self.templates) ?? [:]
        let nodes = fields.optional("nodes", Self.inputName)
        guard let name, let inputs, let nodes else { return nil }
        return ChildDefinition(name: name, inputs: inputs, nodes: nodes)
    }

    private func program(_ field: Field) -> Operation? {
        guard let items = field.items() else { return nil }
        guard let first = items.first else {
            field.report("expected a program and its arguments")
            return nil
        }
        let arguments = items.dropFirst().readAll { $0.template() }
        guard let name = first.text(), let arguments else { return nil }
        return .program(name: name, arguments: arguments)
    }

    private func registered(_ field: Field, _ fields: Fields) -> Operation? {
        let input = fields.optional("with", BodyReader.body)
        guard let name = field.text(), let input else { return nil }
        // Nothing and null are one thing to what is registered, and in what is stored.
        return .registered(name: name, input: input == .value(.null) ? nil : input)
    }

    /// `input.NAME`, where a list is named and not filled in.
    static func inputName(_ field: Field) -> String? {
        guard let text = field.text() else { return nil }
        if case .input(let name)? = Reference(text) { return name }
        field.report("expected input.NAME, not \(PrintableText.quoted(text))")
        return nil
    }

    private static func templates(_ field: Field) -> [String: Template]? {
        guard let fields = field.fields() else { return nil }
        var templates: [String: Template] = [:]
        for (name, field) in fields.all { templates[name] = field.template() }
        return templates.count == fields.entries.count ? templates : nil
    }

    private static func statuses(of name: String) -> (Field) -> [Int]? {
        let range = name == "exec" ? 0...255 : 100...599
        return { field in field.items()?.readAll { $0.integer(in: range) } }
    }
}
