import Foundation
import Steps
import Testing

/// A workflow written in Swift is the value that its file is read to.
@Suite struct SameAsFilesTests {
    private static let folder = WorkflowFilesTests.root.appending(path: "workflows").path()

    @Test func allShippedWorkflowsAreHere() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder)
        let names = try ShippedWorkflows.all.map { "\($0.name).yaml" }
        #expect(Set(names) == Set(files))
    }

    @Test(arguments: try ShippedWorkflows.all.map(\.name))
    func shippedWorkflowsCanBeWrittenInSwift(name: String) throws {
        let made = try #require(try ShippedWorkflows.all.first { $0.name == name })
        let path = "workflows/\(name).yaml"
        let file = try WorkflowDecoder.decode(
            try WorkflowFilesTests.content(path), file: path,
            library: WorkflowDirectory(path: Self.folder))
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
