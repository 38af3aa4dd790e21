import Testing

@testable import Steps

/// What the documentation shows is accepted as it stands there.
struct DocumentTests {
    /// The blocks of YAML in the page.
    static func blocks() throws -> [String] {
        try WorkflowFilesTests.content("docs/workflows.md")
            .split(separator: "```yaml\n").dropFirst()
            .compactMap { $0.split(separator: "```").first.map(String.init) }
    }

    @Test func everyBlockIsAccepted() throws {
        let blocks = try Self.blocks()
        #expect(blocks.count >= 2)
        for block in blocks {
            if ClusterDecoder.looksLikeCluster(block) {
                _ = try ClusterDecoder.decode(block, file: "docs/workflows.md")
            } else {
                _ = try WorkflowDecoder.decode(block, file: "docs/workflows.md")
            }
        }
    }

    @Test func theExampleIsTheFile() throws {
        let file = try WorkflowFilesTests.content("workflows/create-group.yaml")
        #expect(try Self.blocks().first == file)
    }
}
