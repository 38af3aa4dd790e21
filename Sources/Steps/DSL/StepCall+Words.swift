/// What can be said of a call; what has no meaning for its operation is refused.
extension StepCall {
    /// Sends a header; the node's own are added when the request is sent.
    public func header(_ name: String, _ value: String) -> StepCall {
        var headers: [(key: String, value: YAMLNode?)] = []
        if case .mapping(let earlier)? = said("headers")?.content {
            headers = earlier.map { ($0.key, $0.value) }
        }
        headers.removeAll { $0.key == name }
        return saying("headers", .mapping(headers + [(name, .text(value))]))
    }

    /// Sends a body of JSON.
    public func json(_ body: JSONLiteral) -> StepCall {
        saying("json", body.node)
    }

    /// Sends a body of text.
    public func text(_ body: String) -> StepCall {
        saying("text", .text(body))
    }

    /// Sends a secret as a bearer token.
    ///
    /// - Parameter secret: the name under which the cluster file says where the secret is.
    public func bearer(_ secret: String) -> StepCall {
        saying("bearer", .text(secret))
    }

    /// Says which status codes, or exit codes of a program, mean that it was done.
    public func succeeded(_ codes: Int...) -> StepCall {
        saying("succeeded", .list(codes.map { .plain($0) }))
    }

    /// Says which status codes, or exit codes of a program, mean that nothing was done and a retry
    /// cannot help.
    public func rejected(_ codes: Int...) -> StepCall {
        saying("rejected", .list(codes.map { .plain($0) }))
    }

    /// Says what a good reply has to say besides; if it does not, nothing is known for sure.
    ///
    /// - Parameter condition: such as `reply.body.state == 'done'`.
    public func expect(_ condition: String) -> StepCall {
        saying("expect", .text(condition))
    }

    /// Says how long one try may take; else it is as the step says, or 10 seconds.
    public func timeout(_ span: Duration) -> StepCall {
        saying("timeout", .span(span))
    }

    /// Says how often it is tried.
    public func retry(_ retry: Retry) -> StepCall {
        saying("retry", retry.node)
    }
}
