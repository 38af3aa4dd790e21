import Steps

/// Those that start others, or by themselves.
extension ShippedWorkflows {
    private static let group = ["groupId": "${input.groupId}"]

    static func announce(
        _ create: WorkflowDefinition
    ) throws(DefinitionError) -> WorkflowDefinition {
        try WorkflowDefinition(
            "announce",
            summary: "Create a group everywhere, then tell the world by a local program and a "
                + "chat in parallel."
        ) {
            groupId
            Step("create", class: .pivot) { Action { .saga(create, inputs: group) } }
            Step("log", needs: ["create"], class: .retriable) {
                Action {
                    .exec(
                        "logger",
                        arguments: ["--tag", "saga", "group ${input.groupId} was created"])
                }
            }
            Step(
                "check", needs: ["create"], class: .retriable, forEach: .nodes, parallel: 3,
                onFailure: .continue
            ) {
                Action { .get("/v1/group/${input.groupId}").succeeded(200) }
            }
        }
    }

    static func approvedCreate(
        create: WorkflowDefinition, delete: WorkflowDefinition
    ) throws(DefinitionError) -> WorkflowDefinition {
        try WorkflowDefinition(
            "approved-create",
            summary: "Create a group on one node, ask a person, and then create it on the others."
        ) {
            groupId
            Input("pilot", .list, default: ["node01"])
            Input("rest", .list, default: ["node02", "node03"])
            Lock("group/${input.groupId}")
            Step("pilot") { changed(create, orElse: delete, on: "pilot") }
            Step("approve") {
                Action {
                    .ask(
                        "Group ${input.groupId} is on ${input.pilot}. Go on with ${input.rest}?",
                        within: .seconds(86_400), otherwise: .no)
                }
            }
            Step("rollout") { changed(create, orElse: delete, on: "rest") }
        }
    }

    static func moveGroup(
        create: WorkflowDefinition, delete: WorkflowDefinition
    ) throws(DefinitionError) -> WorkflowDefinition {
        try WorkflowDefinition(
            "move-group",
            summary: "Move a group from some nodes to others, such as another cluster."
        ) {
            groupId
            Input("from", .list)
            Input("to", .list)
            Step("create") { changed(create, orElse: delete, on: "to") }
            Step("delete") { changed(delete, orElse: create, on: "from") }
        }
    }

    static func nightlyCleanup(
        _ delete: WorkflowDefinition
    ) throws(DefinitionError) -> WorkflowDefinition {
        try WorkflowDefinition(
            "nightly-cleanup",
            summary: "Delete the groups of the day, every night at half past two.",
            schedule: .cron("30 2 * * *", zone: "Europe/Berlin", catchUp: .seconds(7_200))
        ) {
            Input("groups", .list, default: ["scratch-1", "scratch-2"])
            Step("delete", forEach: .input("groups"), parallel: 4) {
                Action { .saga(delete, inputs: ["groupId": "${item}"]) }
                NothingToUndo("what the night has deleted is not missed")
            }
        }
    }

    @StepBuilder
    private static func changed(
        _ change: WorkflowDefinition, orElse back: WorkflowDefinition, on nodes: String
    ) -> [StepPart] {
        Action { .saga(change, inputs: group, nodes: .input(nodes)) }
        Compensation { .saga(back, inputs: group, nodes: .input(nodes)) }
    }
}
