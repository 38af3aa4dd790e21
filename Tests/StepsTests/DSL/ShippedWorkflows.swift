import Steps

/// The workflows of the folder `workflows`, in Swift.
enum ShippedWorkflows {
    static var all: [WorkflowDefinition] {
        get throws {
            let create = try createGroup()
            let delete = try deleteGroup()
            return [
                create, delete, try provision(), try createGroupParallel(), try renameGroup(),
                try stagedRollout(), try announce(create),
                try approvedCreate(create: create, delete: delete),
                try moveGroup(create: create, delete: delete), try nightlyCleanup(delete),
            ]
        }
    }

    private static func createGroup() throws(DefinitionError) -> WorkflowDefinition {
        try WorkflowDefinition(
            "create-group", summary: "Create a group on every node, or on none."
        ) {
            Input("groupId", .string, pattern: "[A-Za-z0-9._-]{1,64}")
            Lock("group/${input.groupId}")
            Step("create", forEach: .nodes) {
                Before(when: "not node.timestamps") {
                    .get("/v1/group/${input.groupId}").succeeded(404).rejected(200)
                }
                Action {
                    .post("/v1/group")
                        .header("timestamp", "${saga.timestamp}")
                        .json(["groupId": "${input.groupId}"])
                        .succeeded(201).rejected(400)
                }
                Probe(
                    applied: "reply.status == 200 and "
                        + "(not node.timestamps or reply.headers.timestamp == saga.timestamp)"
                ) {
                    .get("/v1/group/${input.groupId}").succeeded(200, 404)
                }
                Compensation {
                    .delete("/v1/group")
                        .header("timestamp", "${saga.timestamp}")
                        .json(["groupId": "${input.groupId}"])
                        .succeeded(200, 404)
                }
            }
        }
    }

    private static func deleteGroup() throws(DefinitionError) -> WorkflowDefinition {
        try WorkflowDefinition(
            "delete-group", summary: "Delete a group on every node, or on none."
        ) {
            Input("groupId", .string, pattern: "[A-Za-z0-9._-]{1,64}")
            Lock("group/${input.groupId}")
            Step("delete", forEach: .nodes) {
                Before(done: [404]) { .get("/v1/group/${input.groupId}").succeeded(200) }
                Action {
                    .delete("/v1/group")
                        .header("timestamp", "${before.headers.timestamp?}")
                        .json(["groupId": "${input.groupId}"])
                        .succeeded(200, 404)
                }
                Probe(
                    applied: "reply.status == 404 or "
                        + "reply.headers.timestamp != before.headers.timestamp"
                ) {
                    .get("/v1/group/${input.groupId}").succeeded(200, 404)
                }
                Compensation {
                    .post("/v1/group")
                        .header("timestamp", "${before.headers.timestamp?}")
                        .json(["groupId": "${input.groupId}"])
                        .succeeded(201).rejected(400)
                }
            }
        }
    }

    private static func provision() throws(DefinitionError) -> WorkflowDefinition {
        try WorkflowDefinition(
            "provision",
            summary: "Create a group on every node, publish it on one, and announce it on all."
        ) {
            Input("groupId", .string, pattern: "[A-Za-z0-9._-]{1,48}")
            Input("publisher", .string, default: "node01")
            Lock("group/${input.groupId}")
            Step("create", forEach: .nodes) {
                created("${input.groupId}")
            }
            Step(
                "publish", class: .pivot, forEach: .nodes,
                when: "node.name == input.publisher"
            ) {
                Action { stamped("published-${input.groupId}") }
                sent("published-${input.groupId}")
            }
            Step("announce", class: .retriable, forEach: .nodes) {
                Action {
                    .post("/v1/group")
                        .json(["groupId": "announced-${input.groupId}"])
                        .succeeded(201, 400)
                }
            }
        }
    }

    static func stamped(_ group: String) -> StepCall {
        .post("/v1/group")
            .header("timestamp", "${saga.timestamp}")
            .json(["groupId": .string(group)])
            .succeeded(201)
    }

    static func sent(_ group: String) -> Probe {
        Probe(
            applied: "reply.status == 200 and reply.headers.timestamp == saga.timestamp"
        ) {
            .get("/v1/group/\(group)").succeeded(200, 404)
        }
    }

    /// A group that is created, and deleted again if need be.
    @StepBuilder
    static func created(_ group: String) -> [StepPart] {
        Action { stamped(group) }
        sent(group)
        Compensation {
            .delete("/v1/group")
                .header("timestamp", "${saga.timestamp}")
                .json(["groupId": .string(group)])
                .succeeded(200, 404)
        }
    }
}
