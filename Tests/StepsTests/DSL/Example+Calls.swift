import Steps

extension Example {
    /// What calls can say.
    static let calls = [
        Example(
            "bodies, headers and secrets",
            """
            workflow: x
            inputs: { id: { type: string }, tags: { type: list, default: [a, b] } }
            steps:
              - id: send
                node: node01
                action:
                  PUT: /v1/${input.id}
                  headers: { A: "1", b: "${saga.id}" }
                  bearer: token
                  json: { id: "${input.id}", n: 3, f: 0.5, no: null, on: true, l: [1, "1"], o: {},
                          tags: "${input.tags}" }
                compensation: { PATCH: /v1, text: "undo ${input.id}" }
            """
        ) {
            try WorkflowDefinition("x") {
                Input("id", .string)
                Input("tags", .list, default: ["a", "b"])
                Step("send", node: "node01") {
                    Action {
                        .put("/v1/${input.id}").header("A", "0").header("b", "${saga.id}")
                            .header("A", "1").bearer("token")
                            .json([
                                "id": "${input.id}", "n": 3, "f": 0.5, "no": nil, "on": true,
                                "l": [1, "1"], "o": [:], "tags": "${input.tags}",
                            ])
                    }
                    Compensation { .patch("/v1").text("undo ${input.id}") }
                }
            }
        },
        Example(
            "timeouts and tries",
            """
            workflow: x
            steps:
              - id: first
                node: n
                timeout: 1.5s
                retry: { attempts: 3, on: [unknown, 503] }
                before: { GET: /a, timeout: 2s }
                action: { POST: /a, retry: { initial: 1s, cap: 1m, multiplier: 1.5 } }
                probe: { HEAD: /a, applied: reply.status == 200 }
                compensation: { DELETE: /a, retry: { attempts: 9 } }
              - id: last
                class: pivot
                node: n
                action: { PURGE: /a }
              - id: after
                class: retriable
                node: n
                retry: { cap: 10s }
                action: { POST: /a }
            """
        ) {
            try WorkflowDefinition("x") {
                Step(
                    "first", node: "n", timeout: .milliseconds(1_500),
                    retry: Retry(attempts: 3, on: [.outcome(.unknown), .status(503)])
                ) {
                    Before { .get("/a").timeout(.seconds(2)) }
                    Action {
                        .post("/a").retry(
                            Retry(initial: .seconds(1), multiplier: 1.5, cap: .seconds(60)))
                    }
                    Probe(applied: "reply.status == 200") { .request("HEAD", "/a") }
                    Compensation { .delete("/a").retry(Retry(attempts: 9)) }
                }
                Step("last", class: .pivot, node: "n") { Action { .request("PURGE", "/a") } }
                Step("after", class: .retriable, node: "n", retry: Retry(cap: .seconds(10))) {
                    Action { .post("/a") }
                }
            }
        },
        Example(
            "programs and Swift code",
            """
            workflow: x
            steps:
              - id: program
                action: { exec: [backup, --all, "${saga.id}"], succeeded: [0, 3], rejected: [1] }
                output: { size: reply.body.size }
                compensation: { use: drop, with: [1] }
              - id: code
                action: { use: notify, with: { n: "${steps.program.output.size}" },
                          expect: reply.body.sent }
                compensation: { none: a mail cannot be called back }
            """
        ) {
            try WorkflowDefinition("x") {
                Step("program") {
                    Action {
                        .exec("backup", arguments: ["--all", "${saga.id}"])
                            .succeeded(0, 3).rejected(1)
                    }
                    Output("size", "reply.body.size")
                    Compensation { .use("drop", with: [1]) }
                }
                Step("code") {
                    Action {
                        .use("notify", with: ["n": "${steps.program.output.size}"])
                            .expect("reply.body.sent")
                    }
                    NothingToUndo("a mail cannot be called back")
                }
            }
        },
    ]
}
