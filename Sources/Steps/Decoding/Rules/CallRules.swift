/// Checks one call of a step.
struct CallRules {
    let references: ReferenceRules
    let workflow: WorkflowDefinition

    func findings(in call: CallDefinition, at place: Place) -> [Finding] {
        var findings: [Finding] = []
        switch call.operation {
        case .http(let request):
            findings += RequestRules(references: references).findings(in: request, at: place)
            findings += statuses(call.statuses, in: 100...599, at: place)
        case .program(let name, let arguments):
            findings += program(name, arguments, at: place["exec"])
            findings += statuses(call.statuses, in: 0...255, at: place)
        case .registered(let name, let input): findings += registered(name, input, at: place)
        case .sleep(let span): findings += self.span(span, at: place["sleep"])
        case .signal(let signal):
            findings += references.findings(
                in: signal.question, at: place["signal"], for: .words)
            if let limit = signal.limit { findings += span(limit, at: place["timeout"]) }
        case .saga(let child):
            findings += ChildRules(child: child, references: references, parent: workflow)
                .findings(at: place)
        }
        if let expect = call.expect {
            var judging = references
            judging.hasReply = true
            findings += judging.findings(in: expect, at: place["expect"])
        }
        findings += RetryRules.findings(inTimeout: call.timeout, at: place)
        findings += RetryRules.findings(in: call.retry, at: place["retry"])
        return findings
    }

    private func span(_ span: Milliseconds, at place: Place) -> [Finding] {
        guard !(1...DurationText.longest).contains(span) else { return [] }
        return [Finding(place, "expected a time above zero and at most 366d, not \(span)")]
    }

    private func program(_ name: String, _ arguments: [Template], at place: Place) -> [Finding] {
        var findings: [Finding] = []
        if !NameRules.isID(name) {
            findings.append(
                Finding(
                    place[0],
                    "\(PrintableText.quoted(name)) is no name of a program; the cluster file says "
                        + "under 'programs' where each program is"))
        }
        for (index, argument) in arguments.enumerated() {
            findings += references.findings(in: argument, at: place[index + 1])
            if argument.source.utf8.contains(0) {
                findings.append(Finding(place[index + 1], "an argument has no NUL character"))
            }
        }
        return findings
    }

    private func registered(
        _ name: String, _ input: BodyTemplate?, at place: Place
    ) -> [Finding] {
        var findings: [Finding] = []
        if !NameRules.isID(name) {
            findings.append(
                Finding(
                    place["use"],
                    "\(PrintableText.quoted(name)) is no name: a small letter, then up to 63 small "
                        + "letters, digits and '-'"))
        }
        if let input { findings += references.findings(in: input, at: place["with"]) }
        return findings
    }

    private func statuses(
        _ rules: StatusRules, in range: ClosedRange<Int>, at place: Place
    ) -> [Finding] {
        var findings: [Finding] = []
        var seen: Set<Int> = []
        for (key, codes) in [("succeeded", rules.succeeded), ("rejected", rules.rejected)] {
            for code in codes where findings.count < ProblemList.maximum {
                if !range.contains(code) {
                    findings.append(Finding(place[key], "\(code) is no status code"))
                }
                if !seen.insert(code).inserted {
                    findings.append(Finding(place[key], "status \(code) is given more than once"))
                }
            }
        }
        return findings
    }
}

extension ReferenceRules {
    func findings(in body: BodyTemplate, at place: Place) -> [Finding] {
        switch body {
        case .template(let template): findings(in: template, at: place, for: .json)
        case .value: []
        case .array(let items):
            items.enumerated().flatMap { findings(in: $1, at: place[$0]) }
        case .object(let fields):
            fields.sorted { $0.key < $1.key }.flatMap { findings(in: $1, at: place[$0]) }
        }
    }
}
