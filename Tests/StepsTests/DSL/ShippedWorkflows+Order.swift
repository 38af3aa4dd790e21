import Steps

/// Those that do more than go from node to node.
extension ShippedWorkflows {
    static func createGroupParallel() throws(DefinitionError) -> WorkflowDefinition {
        try WorkflowDefinition(
            "create-group-parallel", summary: "Create a group on all nodes at once, or on none."
        ) {
            groupId
            Lock("group/${input.groupId}")
            Step("create", forEach: .nodes, parallel: 16) {
                Action { stamped("${input.groupId}").rejected(400) }
                sent("${input.groupId}")
                Compensation {
                    .delete("/v1/group")
                        .header("timestamp", "${saga.timestamp}")
                        .json(["groupId": "${input.groupId}"])
                        .succeeded(200, 404)
                }
            }
        }
    }

    static func renameGroup() throws(DefinitionError) -> WorkflowDefinition {
        try WorkflowDefinition(
            "rename-group", summary: "Give a group another name on every node, or on none."
        ) {
            groupId
            Input("newId", .string, pattern: "[A-Za-z0-9._-]{1,64}")
            Lock("group/${input.groupId}")
            Lock("group/${input.newId}")
            Step("look", forEach: .nodes, parallel: 16) {
                Action { .get("/v1/group/${input.groupId}").succeeded(200).rejected(404) }
                Output("timestamp", "reply.headers.timestamp")
            }
            Step("create", forEach: .nodes) { created("${input.newId}") }
            Step("delete", forEach: .nodes) {
                Action { restamped(.delete("/v1/group")).succeeded(200, 404) }
                Probe(
                    applied: "reply.status == 404 or "
                        + "reply.headers.timestamp != steps.look.output.timestamp"
                ) {
                    .get("/v1/group/${input.groupId}").succeeded(200, 404)
                }
                Compensation { restamped(.post("/v1/group")).succeeded(201).rejected(400) }
            }
        }
    }

    static func stagedRollout() throws(DefinitionError) -> WorkflowDefinition {
        try WorkflowDefinition(
            "staged-rollout",
            summary: "Create a group in two waves of nodes; the second waits until the first is "
                + "healthy.",
            deadline: .seconds(600)
        ) {
            groupId
            Input("first", .list, default: ["node01"])
            Input("second", .list, default: ["node02", "node03"])
            Lock("group/${input.groupId}")
            Step("wave-1", forEach: .input("first"), parallel: 4, node: "${item}") {
                created("${input.groupId}")
            }
            Step("settle") { Action { .sleep(.milliseconds(200)) } }
            Step("healthy", forEach: .input("first"), parallel: 4, node: "${item}") {
                Action {
                    .get("/v1/lag")
                        .expect("reply.body.lagMilliseconds <= 100")
                        .retry(
                            Retry(attempts: 5, initial: .milliseconds(100), cap: .seconds(1)))
                }
            }
            Step("wave-2", forEach: .input("second"), parallel: 4, node: "${item}") {
                created("${input.groupId}")
            }
        }
    }

    static var groupId: Input {
        Input("groupId", .string, pattern: "[A-Za-z0-9._-]{1,64}")
    }

    private static func restamped(_ call: StepCall) -> StepCall {
        call.header("timestamp", "${steps.look.output.timestamp?}")
            .json(["groupId": "${input.groupId}"])
    }
}
