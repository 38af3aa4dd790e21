/// Checks one request of a step.
struct RequestRules {
    let references: ReferenceRules

    func findings(in request: RequestDefinition, at place: Place) -> [Finding] {
        var findings: [Finding] = []
        if !RequestReader.methods.contains(request.method) {
            findings.append(
                Finding(place, "\(PrintableText.quoted(request.method)) is no known method"))
        }
        let path = place[request.method]
        if let objection = PathRules.objection(to: request.path) {
            findings.append(Finding(path, objection))
        }
        findings += references.findings(in: request.path, at: path, optional: false)
        findings += headers(request.headers, at: place["headers"])
        if let json = request.json {
            if ["GET", "HEAD"].contains(request.method) {
                findings.append(Finding(place["json"], "\(request.method) has no body"))
            }
            findings += body(json, at: place["json"])
        }
        findings += statuses(request.statuses, at: place)
        findings += RetryRules.findings(inTimeout: request.timeout, at: place)
        findings += RetryRules.findings(in: request.retry, at: place["retry"])
        return findings
    }

    private func headers(_ headers: [String: Template], at place: Place) -> [Finding] {
        var findings = HeaderRules.duplicates(among: headers.keys).map { name in
            Finding(place[name], "the header '\(name)' is given more than once")
        }
        for (name, template) in headers.sorted(by: { $0.key < $1.key }) {
            let place = place[name]
            if let objection = HeaderRules.objection(toName: name) {
                findings.append(Finding(place, objection))
            }
            for case .literal(let text) in template.segments {
                guard let objection = HeaderRules.objection(toText: text) else { continue }
                findings.append(Finding(place, objection))
            }
            findings += references.findings(in: template, at: place, optional: true)
        }
        return findings
    }

    private func body(_ body: BodyTemplate, at place: Place) -> [Finding] {
        switch body {
        case .template(let template):
            return references.findings(in: template, at: place, optional: true)
        case .value: return []
        case .array(let items):
            return items.enumerated().flatMap { self.body($1, at: place[$0]) }
        case .object(let fields):
            return fields.sorted { $0.key < $1.key }.flatMap { self.body($1, at: place[$0]) }
        }
    }

    private func statuses(_ rules: StatusRules, at place: Place) -> [Finding] {
        var findings: [Finding] = []
        var seen: Set<Int> = []
        for (key, codes) in [("succeeded", rules.succeeded), ("rejected", rules.rejected)] {
            for code in codes {
                if !(100...599).contains(code) {
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
