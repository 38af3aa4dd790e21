/// Reads how endpoints are watched.
struct FailoverReader {
    private static let known = [
        "checks", "interval", "probes", "spacing", "timeout", "policy", "initial", "strategy",
        "grace", "failback", "failures", "failureRate", "window", "attempts", "attemptInterval",
    ]

    static func failover(_ field: Field) -> FailoverDefinition? {
        guard let fields = field.fields(known: known) else { return nil }
        var failover = FailoverDefinition()
        failover.checks = fields["checks"]?.items()?.readAll(check)
        failover.interval = fields["interval"]?.positiveDuration()
        failover.probes = fields["probes"]?.integer(in: 1...100)
        failover.spacing = fields["spacing"]?.duration()
        failover.timeout = fields["timeout"]?.positiveDuration()
        failover.policy = word("policy", in: fields)
        failover.initial = word("initial", in: fields)
        failover.strategy = word("strategy", in: fields)
        failover.grace = fields["grace"]?.duration()
        failover.failback = fields["failback"]?.duration()
        failover.failures = fields["failures"]?.integer(in: 1...1_000_000_000)
        failover.failureRate = fields["failureRate"].flatMap(share)
        failover.window = fields["window"]?.positiveDuration()
        failover.attempts = fields["attempts"]?.integer(in: 1...1_000_000)
        failover.attemptInterval = fields["attemptInterval"]?.positiveDuration()
        return failover
    }

    static func tls(_ field: Field) -> TLSDefinition? {
        guard let fields = field.fields(known: ["authorities", "certificate", "key"]) else {
            return nil
        }
        let tls = TLSDefinition(
            authorities: fields["authorities"]?.text(),
            certificate: fields["certificate"]?.text(), key: fields["key"]?.text())
        guard (tls.certificate == nil) == (tls.key == nil) else {
            field.report("'certificate' and 'key' are given together")
            return nil
        }
        return tls
    }

    private static func check(_ field: Field) -> HealthCheckDefinition? {
        if case .scalar("tcp", _) = field.node.content { return .tcp }
        if case .scalar = field.node.content {
            field.report("expected tcp, or a mapping with GET or lag")
            return nil
        }
        guard case .mapping(let entries) = field.node.content,
            entries.contains(where: { $0.key == "lag" })
        else { return httpCheck(field) }
        return lagCheck(field)
    }

    private static func httpCheck(_ field: Field) -> HealthCheckDefinition? {
        guard let fields = field.fields(known: ["GET", "status", "body"]),
            let path = fields.required("GET", advice: ", or 'lag'")?.path()
        else { return nil }
        return .http(
            path: path, status: fields["status"]?.integer(in: 200...599) ?? 200,
            body: fields["body"]?.text())
    }

    private static func lagCheck(_ field: Field) -> HealthCheckDefinition? {
        guard let fields = field.fields(known: ["lag", "field", "tolerance"]),
            let path = fields["lag"]?.path()
        else { return nil }
        return .lag(
            path: path, field: fields["field"]?.text() ?? "lagMilliseconds",
            tolerance: fields["tolerance"]?.duration() ?? 5_000)
    }

    private static func word(_ key: String, in fields: Fields) -> String? {
        guard let field = fields[key], let text = field.text() else { return nil }
        let words = FailoverDefinition.words[key] ?? []
        guard words.contains(text) else {
            field.report(
                "expected \(words.joined(separator: ", ")), not \(PrintableText.quoted(text))",
                suggestion: Suggestion.nearest(to: text, among: words))
            return nil
        }
        return text
    }

    private static func share(_ field: Field) -> Double? {
        guard let number = field.number() else { return nil }
        guard (0...1).contains(number) else {
            field.report("expected a share from 0 to 1, not \(number)")
            return nil
        }
        return number
    }
}

extension Field {
    /// A path below an endpoint's URL.
    fileprivate func path() -> String? {
        guard let text = text() else { return nil }
        guard text.hasPrefix("/") else {
            report("a path starts with '/'")
            return nil
        }
        if let objection = PathRules.objection(toText: text) {
            report(objection)
            return nil
        }
        return text
    }

    fileprivate func positiveDuration() -> Milliseconds? {
        guard let duration = duration() else { return nil }
        guard duration > 0 else {
            report("expected a time above zero")
            return nil
        }
        return duration
    }
}
