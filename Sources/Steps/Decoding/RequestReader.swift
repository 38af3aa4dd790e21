/// Reads a request of a workflow file.
struct RequestReader {
    static let methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"]
    static let known =
        methods + ["headers", "json", "succeeded", "rejected", "timeout", "retry"]

    /// What holds where the request does not say.
    let timeout: Milliseconds
    let retry: RetryPolicy

    func request(_ field: Field) -> RequestDefinition? {
        field.fields(known: Self.known).flatMap(request)
    }

    func request(_ fields: Fields) -> RequestDefinition? {
        let path = methodAndPath(fields)
        let headers = fields["headers"].map(self.headers) ?? [:]
        let json = fields.optional("json", BodyReader.body)
        let succeeded = fields["succeeded"].map(Self.statuses) ?? []
        let rejected = fields["rejected"].map(Self.statuses) ?? []
        let timeout = fields["timeout"]?.duration() ?? self.timeout
        let retry = fields["retry"].flatMap { RetryReader.policy($0, over: self.retry) }
        guard let path, let headers, let json, let succeeded, let rejected else { return nil }
        return RequestDefinition(
            method: path.method, path: path.template, headers: headers, json: json,
            statuses: StatusRules(succeeded: succeeded, rejected: rejected), timeout: timeout,
            retry: retry ?? self.retry)
    }

    private func methodAndPath(_ fields: Fields) -> (method: String, template: Template)? {
        let given = fields.all.filter { Self.methods.contains($0.key) }
        guard let (method, field) = given.first else {
            let methods = Self.methods.joined(separator: ", ")
            if fields.misspelt.isDisjoint(with: Self.methods) {
                fields.field.report("the method is missing: one of \(methods), with the path")
            }
            return nil
        }
        if given.count > 1 {
            given[1].field.report("a request has one method, and '\(method)' is given already")
        }
        return field.template().map { (method, $0) }
    }

    private func headers(_ field: Field) -> [String: Template]? {
        guard let fields = field.fields() else { return nil }
        var headers: [String: Template] = [:]
        for (name, field) in fields.all {
            headers[name] = field.template()
        }
        return headers.count == fields.entries.count ? headers : nil
    }

    static func statuses(_ field: Field) -> [Int]? {
        field.items()?.readAll { $0.integer(in: 100...599) }
    }
}
