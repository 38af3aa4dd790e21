import Steps

/// The workflows that the stories are about.
extension WorkflowDefinition {
    /// A step that changes something with a POST, and is undone with a DELETE.
    private static func step(
        _ id: String, needs: [String]? = nil, at node: String = "node01"
    ) throws -> StepDefinition {
        StepDefinition(
            id: id, needs: needs, node: try Template(node),
            action: CallDefinition(method: "POST", path: try Template("/\(id)")),
            compensation: CallDefinition(method: "DELETE", path: try Template("/\(id)")))
    }

    private static func probe() throws -> ProbeDefinition {
        ProbeDefinition(
            call: CallDefinition(method: "GET", path: try Template("/state")),
            applied: try Condition("reply.status == 200"))
    }

    private static func workflow(
        _ name: String, _ steps: [StepDefinition]
    ) throws -> WorkflowDefinition {
        WorkflowDefinition(
            name: name, inputs: ["groupId": InputDefinition(type: .string)],
            locks: [try Template("group/${input.groupId}")], steps: steps)
    }

    /// One step on every node, one node after the other, or several at once.
    static func create(parallel: Int = 1) throws -> WorkflowDefinition {
        var step = try step("create")
        step.node = nil
        step.forEach = .nodes
        step.parallel = parallel
        step.probe = try probe()
        return try workflow("create-group", [step])
    }

    /// `left` and `right` side by side, then `join`.
    static func diamond() throws -> WorkflowDefinition {
        try workflow(
            "diamond",
            [
                step("left", needs: []), step("right", needs: [], at: "node02"),
                step("join", needs: ["left", "right"]),
            ])
    }

    /// The diamond in a later version: `left` is `west`, and something comes behind `join`.
    static func diamond2() throws -> WorkflowDefinition {
        try workflow(
            "diamond",
            [
                step("west", needs: []), step("right", needs: [], at: "node02"),
                step("join", needs: ["west", "right"]), step("more"),
            ])
    }

    /// A step for each of some names, and one behind them.
    static func items() throws -> WorkflowDefinition {
        var each = try step("each")
        each.forEach = .input("names")
        var items = try workflow("items", [each, step("last")])
        items.inputs["names"] = InputDefinition(type: .list)
        return items
    }

    /// `warn` may fail, `extra` may be left out, somebody approves, `pay` is the pivot, `ship` comes
    /// behind it.
    static func order() throws -> WorkflowDefinition {
        var (warn, extra) = (try step("warn"), try step("extra"))
        warn.onFailure = .continue
        extra.when = try Condition("input.groupId == 'extra'")
        let question = SignalDefinition(question: try Template("go on?"))
        let approve = StepDefinition(id: "approve", action: CallDefinition(.signal(question)))
        var (pay, ship) = (try step("pay"), try step("ship"))
        pay.recovery = .pivot
        pay.compensation = nil
        pay.probe = try probe()
        ship.recovery = .retriable
        ship.compensation = nil
        return try workflow("order", [step("book"), warn, extra, approve, pay, ship])
    }

    /// A saga that starts another one, and has a step of its own before.
    static func parent() throws -> WorkflowDefinition {
        let child = ChildDefinition(
            name: "create-group", inputs: ["groupId": try Template("${input.groupId}")],
            definition: try create())
        return try workflow(
            "parent",
            [step("own"), StepDefinition(id: "group", action: CallDefinition(.saga(child)))])
    }
}
