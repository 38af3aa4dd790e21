import Steps

extension Example {
    /// What takes its time.
    static let waits = [
        Example(
            "pauses, questions and sagas",
            """
            workflow: x
            inputs: { size: { type: integer, default: 3 }, hosts: { type: list } }
            steps:
              - id: pause
                action: { sleep: 10m }
              - id: ask
                action: { signal: "Go on with ${input.size}?", timeout: 2d, default: yes }
              - id: wait
                action: { signal: Really? }
              - id: run
                action: { saga: child, inputs: { size: "${input.size}" }, nodes: input.hosts }
                compensation: { saga: child, inputs: { size: "1" } }
            """
        ) {
            let child = try Example.child()
            return try WorkflowDefinition("x") {
                Input("size", .integer, default: 3)
                Input("hosts", .list)
                Step("pause") { Action { .sleep(.seconds(600)) } }
                Step("ask") {
                    Action {
                        .ask(
                            "Go on with ${input.size}?", within: .seconds(172_800), otherwise: .yes)
                    }
                }
                Step("wait") { Action { .ask("Really?") } }
                Step("run") {
                    Action {
                        .saga(child, inputs: ["size": "${input.size}"], nodes: .input("hosts"))
                    }
                    Compensation { .saga(child, inputs: ["size": "1"]) }
                }
            }
        }
    ]

    /// Where steps run, and when.
    static let order = [
        Example(
            "a schedule",
            """
            workflow: x
            schedule: { every: 15m, overlap: queue, inputs: { n: "3", l: [a, "1"] } }
            inputs: { n: { type: integer }, l: { type: list } }
            steps: [{ id: a, action: { sleep: 1s } }]
            """
        ) {
            try WorkflowDefinition(
                "x",
                schedule: .every(
                    .seconds(900), overlap: .queue, inputs: ["n": 3, "l": ["a", "1"]])
            ) {
                Input("n", .integer)
                Input("l", .list)
                Step("a") { Action { .sleep(.seconds(1)) } }
            }
        },
        Example(
            "order, repeats and what becomes of failures",
            """
            workflow: x
            summary: All of it.
            inputs: { hosts: { type: list }, deep: { type: boolean, default: false } }
            locks: [a, "b/${saga.id}"]
            deadline: 8h
            onFailure: park
            steps:
              - id: a
                action: { sleep: 1s }
              - id: b
                needs: []
                forEach: input.hosts
                parallel: 4
                node: ${item}
                when: input.deep
                onFailure: continue
                pool: slow
                action: { GET: / }
              - id: c
                needs: [a, b]
                forEach: nodes
                parallel: 2
                action: { GET: / }
            """
        ) {
            try WorkflowDefinition(
                "x", summary: "All of it.", deadline: .seconds(28_800), onFailure: .park
            ) {
                Input("hosts", .list)
                Input("deep", .boolean, default: false)
                Lock("a")
                Lock("b/${saga.id}")
                Step("a") { Action { .sleep(.seconds(1)) } }
                Step(
                    "b", needs: [], forEach: .input("hosts"), parallel: 4, node: "${item}",
                    when: "input.deep", onFailure: .continue, pool: "slow"
                ) {
                    Action { .get("/") }
                }
                Step("c", needs: ["a", "b"], forEach: .nodes, parallel: 2) {
                    Action { .get("/") }
                }
            }
        },
        Example(
            "parts that depend on Swift",
            """
            workflow: x
            steps:
              - { id: step-1, action: { sleep: 1s } }
              - { id: step-2, action: { sleep: 2s } }
              - { id: end, action: { sleep: 3s } }
            """
        ) {
            let isLong = true
            return try WorkflowDefinition("x") {
                for number in 1...2 {
                    Step("step-\(number)") { Action { .sleep(.seconds(number)) } }
                }
                if isLong { Step("end") { Action { .sleep(.seconds(3)) } } }
                if !isLong { Lock("none") }
            }
        },
    ]
}
