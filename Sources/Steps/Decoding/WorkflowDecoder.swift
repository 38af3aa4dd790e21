/// Reads workflow files.
public struct WorkflowDecoder {
    static let known = [
        "workflow", "summary", "inputs", "locks", "deadline", "onFailure", "schedule",
        "rehearsal", "steps",
    ]

    /// More steps are refused: a saga keeps all of them in memory.
    static let maximumSteps = 10_000

    /// The workflow that a file defines, validated.
    ///
    /// - Parameters:
    ///   - text: the file's content.
    ///   - file: its name, for messages.
    ///   - library: where the workflows of children are.
    /// - Throws: ``DefinitionError`` with every problem that was found, line and column included.
    public static func decode(
        _ text: String, file: String, library: (any WorkflowLibrary)? = nil
    ) throws(DefinitionError) -> WorkflowDefinition {
        try decode(text, file: file, library: library, parents: [], name: nil)
    }

    /// - Parameters:
    ///   - parents: the workflows on the way to it, the outermost first.
    ///   - name: the name that it must have, if it was looked for under one.
    static func decode(
        _ text: String, file: String, library: (any WorkflowLibrary)?, parents: [String],
        name: String?
    ) throws(DefinitionError) -> WorkflowDefinition {
        let (root, problems) = try DefinitionFile.open(text, file: file)
        return try decode(root, problems: problems, library: library, parents: parents, name: name)
    }

    /// The workflow that a tree means, whether it stood in a file or was put together in code.
    static func decode(
        _ root: YAMLNode, problems: ProblemList, library: (any WorkflowLibrary)?,
        parents: [String] = [], name: String? = nil
    ) throws(DefinitionError) -> WorkflowDefinition {
        var definition = workflow(Field(node: root, place: .root, problems: problems))
        if let given = definition?.name, let name, given != name {
            let place = Place.root["workflow"]
            problems.report(
                Finding(place, "\(PrintableText.quoted(given)) is not what the file is named for"),
                at: root.mark(of: place))
        } else if var workflow = definition {
            var linker = WorkflowLinker(library: library, parents: parents)
            linker.link(&workflow)
            problems.report(linker.findings, at: root.mark)
            problems.cause = linker.cause
            problems.report(WorkflowValidator.findings(in: workflow), at: root.mark)
            definition = workflow
        }
        try problems.throwIfAny()
        guard let definition else {
            preconditionFailure("a workflow that cannot be read has a problem")
        }
        return definition
    }

    private static func workflow(_ field: Field) -> WorkflowDefinition? {
        guard let fields = field.fields(known: known) else { return nil }
        let name = fields.required("workflow")?.text()
        let summary = fields["summary"]?.text()
        let inputs = fields["inputs"].map(InputReader.inputs) ?? [:]
        let locks = fields["locks"].map(locks) ?? []
        let deadline = fields.optional("deadline") { $0.longDuration() }
        let onFailure = fields.optional("onFailure") { $0.word(of: FailurePolicy.self) }
        let schedule = fields.optional("schedule", ScheduleReader.schedule)
        // Checked, and no part of the definition: what a rehearsal is told changes no version.
        _ = fields["rehearsal"].map(RehearsalReader.rules)
        let steps = fields.required("steps").flatMap(steps)
        guard let name, let inputs, let locks, let deadline, let onFailure, let schedule,
            let steps
        else { return nil }
        return WorkflowDefinition(
            name: name, summary: summary, inputs: inputs, locks: locks, deadline: deadline,
            onFailure: onFailure ?? .compensate, schedule: schedule, steps: steps)
    }

    /// One lock is written as text, several as a list.
    private static func locks(_ field: Field) -> [Template]? {
        if case .scalar = field.node.content { return field.template().map { [$0] } }
        return field.items()?.readAll { $0.template() }
    }

    private static func steps(_ field: Field) -> [StepDefinition]? {
        guard let items = field.items() else { return nil }
        guard items.count <= maximumSteps else {
            field.report("a workflow has at most \(maximumSteps) steps, not \(items.count)")
            return nil
        }
        return items.readAll(StepReader.step)
    }
}
