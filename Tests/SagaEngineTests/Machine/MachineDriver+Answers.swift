import Steps

extension MachineDriver.Answer {
    static func ok(_ call: String, status: Int = 200, _ reply: CapturedReply = [:]) -> Self {
        Self(call: call, result: .ok(status, reply))
    }

    static func no(_ call: String, status: Int = 400) -> Self {
        Self(call: call, result: .no(status))
    }

    static func unknown(_ call: String, status: Int? = nil) -> Self {
        Self(call: call, result: .unknown(status))
    }

    static func unreachable(_ call: String) -> Self {
        Self(call: call, result: .unreachable)
    }

    /// A probe's answer: whether the group is there.
    static func probe(_ node: String, found: Bool) -> Self {
        Self(call: "probe create@\(node)", result: .found(found))
    }
}

extension CallResult {
    static func ok(_ status: Int = 200, _ reply: CapturedReply = [:]) -> CallResult {
        CallResult(
            .succeeded, status: status,
            reply: reply.merging([.status: .integer(Int64(status))]) { own, _ in own })
    }

    static func no(_ status: Int = 400) -> CallResult {
        CallResult(.rejected, status: status, detail: "refused")
    }

    static func unknown(_ status: Int? = nil) -> CallResult {
        CallResult(.unknown, status: status, detail: "timeout")
    }

    static let unreachable = CallResult(.unreachable, detail: "no connection")

    /// A probe's answer.
    static func found(_ isFound: Bool) -> CallResult {
        .ok(isFound ? 200 : 404)
    }
}

extension Call {
    /// The path of a request.
    var path: String? { request?.path }

    var request: Request? {
        if case .http(let request) = operation { request } else { nil }
    }

    /// The arguments of a program.
    var arguments: [String]? {
        if case .program(_, let arguments) = operation { arguments } else { nil }
    }
}
