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
                _ = try WorkflowDecoder.decode(
                    block, file: "docs/workflows.md",
                    library: WorkflowDirectory(path: WorkflowFilesTests.folder))
            }
        }
    }

    /// Whatever a workflow file can say is explained.
    @Test func everyKeyIsThere() throws {
        let page = try WorkflowFilesTests.content("docs/workflows.md")
        let keys =
            WorkflowDecoder.known + StepReader.known + CallReader.known + ScheduleReader.known
            + RetryReader.known + ClusterDecoder.known + ClusterDecoder.nodeKeys
        for key in Set(keys).subtracting(HTTPMethods.all) {
            #expect(page.contains("`\(key)`") || page.contains("`\(key):"), "\(key)")
        }
    }

    @Test func rehearsalsAreToldAsTheirPageSays() throws {
        let page = try WorkflowFilesTests.content("docs/rehearse.md")
        let block = try #require(page.split(separator: "```yaml\n").dropFirst().first)
        let text = String(block.split(separator: "```").first ?? "")
        #expect(try RehearsalDecoder.decode(text, file: "docs/rehearse.md")?.effects.count == 4)
        for key in RehearsalReader.known { #expect(text.contains("  \(key):"), "\(key)") }
    }

    @Test func theExampleIsTheFile() throws {
        let file = try WorkflowFilesTests.content("workflows/create-group.yaml")
        #expect(try Self.blocks().first == file)
    }
}
