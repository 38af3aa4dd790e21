import Steps

extension MistakesTests {
    static let ofCalls = [
        Mistake("steps.a.action.json: 'json' has no meaning beside 'sleep'") {
            try WorkflowDefinition("x") {
                Step("a") { Action { .sleep(.seconds(1)).json(1) } }
            }
        },
        Mistake("steps.a.probe.sleep: 'sleep' cannot stand here; only an action can wait") {
            try WorkflowDefinition("x") {
                Step("a") {
                    Action { .use("pay") }
                    Probe(applied: "true") { .sleep(.seconds(1)) }
                    NothingToUndo("it is free")
                }
            }
        },
        Mistake("steps.a.action.GET: '${' is never closed in '/${input'") {
            try WorkflowDefinition("x") {
                Step("a", node: "n") { Action { .get("/${input") } }
            }
        },
        Mistake("steps.a.action.with.id: is given more than once") {
            try WorkflowDefinition("x") {
                Step("a") {
                    Action { .use("pay", with: ["id": 1, "id": 2]) }
                    NothingToUndo("it is free")
                }
            }
        },
        Mistake(
            "steps.a.action.timeout: expected a time such as 250ms, 1.5s, 2m or 1h, at most 24h, "
                + "not '1.5e-05 seconds'"
        ) {
            try WorkflowDefinition("x") {
                Step("a", node: "n") { Action { .get("/").timeout(.microseconds(15)) } }
            }
        },
        Mistake(
            "steps.a.output.id: expected a place in the reply, such as reply.body.id or "
                + "reply.headers.etag, not 'body.id'"
        ) {
            try WorkflowDefinition("x") {
                Step("a", node: "n") {
                    Action { .get("/") }
                    Output("id", "body.id")
                }
            }
        },
    ]

    static let ofChildren = [
        Mistake("steps.a.action.saga: a workflow cannot start itself: x → x") {
            let child = try WorkflowDefinition("x") { pause("a") }
            return try parent(of: child, named: "x")
        },
        Mistake(
            "steps.a.action.saga: 'child' needs the input 'size', and 'inputs' does not give it"
        ) {
            let child = try Example.child()
            return try WorkflowDefinition("x") {
                Step("a") {
                    started(child)
                    NothingToUndo("it only waits")
                }
            }
        },
        Mistake(
            "steps.a.action.saga: the workflow 'y' cannot be used: there are several of that name"
        ) {
            let one = try WorkflowDefinition("y") { pause("a") }
            let other = try WorkflowDefinition("y") { pause("b") }
            return try WorkflowDefinition("x") {
                Step("a") {
                    started(one)
                    Compensation { .saga(other) }
                }
            }
        },
        Mistake("steps.a.action.saga: the workflow 'y7' cannot be used: children go at most 8 deep")
        {
            var child = try WorkflowDefinition("y0") { pause("a") }
            for number in 1...7 { child = try parent(of: child, named: "y\(number)") }
            return try parent(of: child, named: "x")
        },
    ]

    private static func parent(
        of child: WorkflowDefinition, named name: String
    ) throws -> WorkflowDefinition {
        try WorkflowDefinition(name) {
            Step("a") {
                started(child)
                NothingToUndo("it only waits")
            }
        }
    }

    private static func started(_ child: WorkflowDefinition) -> Action {
        Action { .saga(child) }
    }
}
