extension WorkflowDefinition {
    /// Defines a workflow in Swift; it is the same value that its file would be read to.
    ///
    ///     let workflow = try WorkflowDefinition("create-group", deadline: .seconds(600)) {
    ///         Input("groupId", .string, pattern: "[A-Za-z0-9._-]{1,64}")
    ///         Lock("group/${input.groupId}")
    ///         Step("create", forEach: .nodes, parallel: 3) {
    ///             Action {
    ///                 .post("/v1/group")
    ///                     .json(["groupId": "${input.groupId}"])
    ///                     .succeeded(201)
    ///             }
    ///             Compensation { .delete("/v1/group/${input.groupId}").succeeded(200, 404) }
    ///         }
    ///         Step("notify") {
    ///             Action { .use("send-mail", with: ["group": "${input.groupId}"]) }
    ///             NothingToUndo("a mail cannot be called back")
    ///         }
    ///     }
    ///
    /// - Parameters:
    ///   - name: the workflow's name: small letters, digits and `-`.
    ///   - summary: one line for people.
    ///   - deadline: how long a saga may run, from its start.
    ///   - onFailure: what a saga does when a step has failed for good, unless the step says
    ///     otherwise.
    ///   - schedule: when it runs by itself.
    ///   - parts: its inputs, locks and steps.
    /// - Throws: ``DefinitionError`` with every problem that was found, each with its step and
    ///   place, such as `steps.create.action.json`.
    public init(
        _ name: String, summary: String? = nil, deadline: Duration? = nil,
        onFailure: FailurePolicy = .compensate, schedule: Schedule? = nil,
        @WorkflowBuilder _ parts: () -> [WorkflowPart]
    ) throws(DefinitionError) {
        let parts = parts()
        var inputs: [(key: String, value: YAMLNode?)] = []
        var locks: [YAMLNode] = []
        var steps: [Step] = []
        for part in parts {
            switch part {
            case .input(let input): inputs.append((input.name, input.node))
            case .lock(let lock): locks.append(lock.node)
            case .step(let step): steps.append(step)
            }
        }
        let tree = YAMLNode.mapping([
            ("workflow", .text(name)), ("summary", summary.map { .text($0) }),
            ("inputs", .mapping(inputs)), ("locks", .list(locks)),
            ("deadline", deadline.map { .span($0) }), ("onFailure", .text(onFailure.rawValue)),
            ("schedule", schedule?.node),
            ("steps", .list(steps.map(\.node))),
        ])
        let problems = ProblemList(file: nil, stepIDs: DefinitionFile.stepIDs(in: tree))
        let root = tree.withoutRepeats(at: .root) { problems.report($0, at: nil) }
        self = try WorkflowDecoder.decode(
            root, problems: problems, library: GivenWorkflows(steps.flatMap(\.children)))
    }
}
