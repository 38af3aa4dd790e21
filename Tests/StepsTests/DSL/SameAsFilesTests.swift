import Steps
import Testing

/// A workflow written in Swift is the value that its file is read to.
@Suite struct SameAsFilesTests {
    @Test(arguments: WorkflowFilesTests.names)
    func shippedWorkflowsCanBeWrittenInSwift(name: String) throws {
        let file = try WorkflowDecoder.decode(
            try WorkflowFilesTests.content("workflows/\(name).yaml"), file: name)
        let made = try #require(try ShippedWorkflows.all.first { $0.name == name })
        #expect(made == file)
        #expect(try made.canonicalJSON() == file.canonicalJSON())
    }

    @Test(arguments: Example.all)
    func everyFeatureMeansTheSame(example: Example) throws {
        let file = try WorkflowDecoder.decode(example.yaml, file: "x.yaml", library: Family())
        #expect(try example.made() == file)
    }

    /// The children that the examples start.
    private final class Family: WorkflowLibrary {
        func workflow(
            named name: String, parents: [String]
        ) throws(DefinitionError) -> WorkflowDefinition? {
            try Example.child()
        }
    }
}
