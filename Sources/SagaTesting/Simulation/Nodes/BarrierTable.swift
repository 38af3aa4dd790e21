internal import Steps
internal import Transport

/// The table of nodes that keep the wire barrier, as docs/barrier.md has it.
struct BarrierTable {
    /// What becomes of a request.
    enum Verdict {
        /// It is done, or refused; ``write(_:_:of:)`` keeps the answer.
        case admitted
        /// A compensation with nothing to undo.
        case empty
        /// An action that comes after its compensation.
        case late
        /// The answer that was given before.
        case repeated(WireReply)
    }

    private enum Row {
        case applied(WireReply)
        case refused(WireReply, attempt: Int)
        /// Of an action: its compensation came first.
        case blocked
    }

    private var rows: [String: Row] = [:]

    /// Looks a request up, and blocks the action whose compensation it is.
    mutating func admit(_ call: Call) -> Verdict {
        if call.direction == .action, case .blocked? = rows[key(call, .action)] { return .late }
        switch rows[key(call, call.direction)] {
        case .applied(let reply)?: return .repeated(reply)
        case .refused(let reply, let attempt)? where call.attempt <= attempt:
            return .repeated(reply)
        case .refused?, .blocked?, nil: break
        }
        guard call.direction == .compensation else { return .admitted }
        if case .applied? = rows[key(call, .action)] { return .admitted }
        rows[key(call, .action)] = .blocked
        return .empty
    }

    /// Keeps the answer to a request that was admitted, or had nothing to undo.
    mutating func write(_ reply: WireReply, isRefusal: Bool, of call: Call) {
        rows[key(call, call.direction)] =
            isRefusal ? .refused(reply, attempt: call.attempt) : .applied(reply)
    }

    /// Whether the action of a call's step was done here, and not undone since.
    func isInEffect(_ call: Call) -> Bool {
        if case .applied? = rows[key(call, .compensation)] { return false }
        if case .applied? = rows[key(call, .action)] { return true }
        return false
    }

    private func key(_ call: Call, _ kind: CallKind) -> String {
        "\(call.saga)/\(call.instance)/\(kind)"
    }
}
