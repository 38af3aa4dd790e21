import Steps
import Testing

/// One workflow, in Swift and as a file.
struct Example: CustomTestStringConvertible {
    let title: String
    let yaml: String
    let made: @Sendable () throws -> WorkflowDefinition

    var testDescription: String { title }

    init(
        _ title: String, _ yaml: String, _ made: @escaping @Sendable () throws -> WorkflowDefinition
    ) {
        self.title = title
        self.yaml = yaml
        self.made = made
    }

    static let all = calls + waits + order

    @Sendable static func child() throws(DefinitionError) -> WorkflowDefinition {
        try WorkflowDefinition("child") {
            Input("size", .integer)
            Step("pause") { Action { .sleep(.seconds(1)) } }
        }
    }
}
