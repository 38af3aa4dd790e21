/// Checks one HTTP request of a step.
struct RequestRules {
    let references: ReferenceRules

    func findings(in request: HTTPRequestDefinition, at place: Place) -> [Finding] {
        var findings: [Finding] = []
        if !HTTPMethods.all.contains(request.method) {
            findings.append(
                Finding(
                    place, "\(PrintableText.quoted(request.method)) is no known method",
                    suggestion: Suggestion.nearest(to: request.method, among: HTTPMethods.all)))
        }
        let path = place[request.method]
        if let objection = PathRules.objection(to: request.path) {
            findings.append(Finding(path, objection))
        }
        findings += references.findings(in: request.path, at: path)
        findings += headers(request, at: place["headers"])
        if let body = request.body { findings += self.body(body, of: request, at: place) }
        if let bearer = request.bearer, !NameRules.isInput(bearer) {
            findings.append(
                Finding(
                    place["bearer"],
                    "expected the name of a secret; the cluster file says under 'secrets' where "
                        + "each secret is"))
        }
        return findings
    }

    private func headers(_ request: HTTPRequestDefinition, at place: Place) -> [Finding] {
        var findings = HeaderRules.duplicates(among: request.headers.keys).map { name in
            Finding(place[name], "the header '\(name)' is given more than once")
        }
        for (name, template) in request.headers.sorted(by: { $0.key < $1.key })
        where findings.count < ProblemList.maximum {
            let place = place[name]
            if let objection = HeaderRules.objection(toName: name) {
                findings.append(Finding(place, objection))
            }
            if request.bearer != nil, name.lowercased() == "authorization" {
                findings.append(Finding(place, "'bearer' is the authorization already"))
            }
            for case .literal(let text) in template.segments {
                guard let objection = HeaderRules.objection(toText: text) else { continue }
                findings.append(Finding(place, objection))
            }
            findings += references.findings(in: template, at: place, for: .optional)
        }
        return findings
    }

    private func body(
        _ body: HTTPRequestDefinition.Body, of request: HTTPRequestDefinition, at place: Place
    ) -> [Finding] {
        var findings: [Finding] = []
        let (key, inside): (String, [Finding]) =
            switch body {
            case .json(let json): ("json", references.findings(in: json, at: place["json"]))
            case .text(let text): ("text", references.findings(in: text, at: place["text"]))
            }
        if ["GET", "HEAD"].contains(request.method) {
            findings.append(Finding(place[key], "\(request.method) has no body"))
        }
        return findings + inside
    }
}
