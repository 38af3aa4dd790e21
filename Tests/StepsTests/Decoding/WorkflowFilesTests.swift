internal import Foundation
import Testing

@testable import Steps

/// Files that the project ships, and examples that its documents show, must be accepted.
struct WorkflowFilesTests {
    static let root = (0..<4).reduce(URL(filePath: #filePath)) { url, _ in
        url.deletingLastPathComponent()
    }

    static let folder = root.appending(path: "workflows").path

    static func content(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    static let names = ["create-group", "delete-group", "provision"]

    @Test(arguments: names)
    func shippedWorkflowsAreReadAndShort(name: String) throws {
        let path = "workflows/\(name).yaml"
        let text = try Self.content(path)
        let workflow = try WorkflowDecoder.decode(text, file: path)
        #expect(workflow.name == name)
        #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 50)
    }
}
