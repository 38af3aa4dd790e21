internal import SagaEngine
internal import Steps

/// Prints what undoing a saga would send.
struct RollbackPrinter {
    let output: OutputOptions

    func print(_ saga: SagaMachine, _ plan: RollbackPlan) {
        guard output.output == .text else { return printJSON(saga, plan) }
        let palette = output.palette
        Terminal.print(palette.bold("to undo \(saga.id)"))
        if let obstacle = plan.obstacle { Terminal.print("  refused: \(obstacle)") }
        for instance in plan.underWay {
            Terminal.print("  \(instance) is under way; its outcome is waited for first")
        }
        for (number, undo) in plan.undos.enumerated() {
            let doubt = undo.isDoubtful ? "  (it may have had no effect)" : ""
            Terminal.print(
                "  \(number + 1). \(undo.instance): \(Terminal.safe(Self.words(undo)))\(doubt)")
        }
        if plan.undos.isEmpty { Terminal.print("  nothing is to be sent") }
        guard !plan.remainders.isEmpty else { return }
        Terminal.print(palette.bold("what stays in effect"))
        for rest in plan.remainders {
            Terminal.print("  \(rest.instance): \(Terminal.safe(rest.reason))")
        }
    }

    /// The request as it would be sent, but for its secret.
    static func words(_ undo: RollbackPlan.Undo) -> String {
        if let problem = undo.problem { return "\(undo.title), which cannot be built: \(problem)" }
        guard case .http(let request)? = undo.call?.operation else { return undo.title }
        var parts = ["\(request.method) \(request.path)"]
        parts += request.headers.map { "\($0.name): \($0.value)" }
        if let bearer = request.bearer { parts.append("Authorization: Bearer <\(bearer)>") }
        if let key = undo.call?.idempotencyKey { parts.append("Idempotency-Key: \(key)") }
        if let body = request.body { parts.append(body) }
        return parts.joined(separator: " ")
    }

    private func printJSON(_ saga: SagaMachine, _ plan: RollbackPlan) {
        var object = JSONObject()
        object.add("saga", "\(saga.id)")
        object.add("refused", plan.obstacle)
        object.add("underWay", plan.underWay.map { "\($0)" })
        object.add(
            "requests",
            plan.undos.map { undo in
                var object = JSONObject()
                object.add("instance", "\(undo.instance)")
                object.add("does", undo.title)
                object.add("problem", undo.problem)
                object.add("doubtful", undo.isDoubtful)
                object.add("key", undo.call?.idempotencyKey)
                if case .http(let request)? = undo.call?.operation {
                    object.add("headers", request.headers.map { "\($0.name): \($0.value)" })
                    object.add("body", request.body)
                }
                return object
            })
        object.add(
            "stays",
            plan.remainders.map { rest in
                var object = JSONObject()
                object.add("instance", "\(rest.instance)")
                object.add("reason", rest.reason)
                return object
            })
        Terminal.print(object.text)
    }
}
