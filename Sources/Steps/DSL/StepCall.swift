/// What a step does, as it is written in Swift: one operation, and what is said of it.
///
/// Texts are templates, and may refer to what is known at that point: `"/v1/group/${input.id}"`.
/// Saying the same thing again replaces what was said before.
public struct StepCall: Sendable {
    private var entries: [(key: String, value: YAMLNode?)]
    /// The sagas that it starts.
    private(set) var children: [WorkflowDefinition] = []

    private init(_ verb: String, _ node: YAMLNode) {
        entries = [(verb, node)]
    }

    func saying(_ key: String, _ node: YAMLNode?) -> StepCall {
        guard let node else { return self }
        var call = self
        call.entries.removeAll { $0.key == key }
        call.entries.append((key, node))
        return call
    }

    func said(_ key: String) -> YAMLNode? {
        entries.first { $0.key == key }?.value
    }

    /// - Parameter more: what only the place where it stands has to say.
    func node(with more: [(key: String, value: YAMLNode?)] = []) -> YAMLNode {
        .mapping(entries + more)
    }
}

/// What can be done.
extension StepCall {
    /// Gets something from the step's node.
    public static func get(_ path: String) -> StepCall { request("GET", path) }

    /// Posts something to the step's node.
    public static func post(_ path: String) -> StepCall { request("POST", path) }

    /// Puts something on the step's node.
    public static func put(_ path: String) -> StepCall { request("PUT", path) }

    /// Changes something on the step's node.
    public static func patch(_ path: String) -> StepCall { request("PATCH", path) }

    /// Deletes something on the step's node.
    public static func delete(_ path: String) -> StepCall { request("DELETE", path) }

    /// Sends a request of another method to the step's node.
    ///
    /// - Parameter method: in capitals.
    public static func request(_ method: String, _ path: String) -> StepCall {
        StepCall(method, .text(path))
    }

    /// Runs a local program, never through a shell.
    ///
    /// - Parameter program: the name that the cluster file gives it.
    public static func exec(_ program: String, arguments: [String] = []) -> StepCall {
        StepCall("exec", .list(([program] + arguments).map { .text($0) }))
    }

    /// Runs what Swift code has registered under a name.
    ///
    /// - Parameter input: what it is given.
    public static func use(_ name: String, with input: JSONLiteral? = nil) -> StepCall {
        StepCall("use", .text(name)).saying("with", input?.node)
    }

    /// Lets time pass.
    public static func sleep(_ span: Duration) -> StepCall {
        StepCall("sleep", .span(span))
    }

    /// Waits for somebody to say yes or no, for ever.
    ///
    /// - Parameter question: for people; the answer is given under the step's id.
    public static func ask(_ question: String) -> StepCall {
        StepCall("signal", .text(question))
    }

    /// Waits for somebody to say yes or no.
    ///
    /// - Parameters:
    ///   - question: for people; the answer is given under the step's id.
    ///   - limit: how long an answer is waited for.
    ///   - answer: the answer where none came in time.
    public static func ask(
        _ question: String, within limit: Duration, otherwise answer: Answer
    ) -> StepCall {
        ask(question).saying("timeout", .span(limit)).saying("default", .text(answer.rawValue))
    }

    /// Runs another saga, and waits for it.
    ///
    /// - Parameters:
    ///   - workflow: what it is; it becomes a part of this workflow.
    ///   - inputs: what it is given.
    ///   - nodes: its nodes: those of this saga, or those that an input of type list names.
    public static func saga(
        _ workflow: WorkflowDefinition, inputs: [String: String] = [:],
        nodes: StepDefinition.Iteration = .nodes
    ) -> StepCall {
        var call = StepCall("saga", .text(workflow.name))
        if !inputs.isEmpty { call = call.saying("inputs", .templates(inputs)) }
        if case .input = nodes { call = call.saying("nodes", .text(nodes.text)) }
        call.children = [workflow]
        return call
    }

    /// An answer to a question.
    public enum Answer: String, Sendable {
        /// The saga goes on.
        case yes
        /// The step has failed.
        case no
    }
}

extension StepDefinition.Iteration {
    /// The form used in workflow files.
    var text: String {
        switch self {
        case .nodes: "nodes"
        case .input(let name): "input.\(name)"
        }
    }
}
