import Bench
import Foundation
import Journal
import SagaTesting
import TestProcesses
import Testing

extension RealProcesses {
    /// What the page about the language shows is run as it stands there.
    @Suite("The documentation", .serialized)
    struct DocumentationTests {
        @Test("shows workflows that run")
        func run() async throws {
            try await Bench.with { bench in
                try bench.allow(program: "announce", "/bin/true")
                for child in ["create-group", "delete-group"] {
                    let text = try String(contentsOfFile: Workflows.named(child), encoding: .utf8)
                    _ = try bench.file("\(child).yaml", text)
                }
                let workflows = try Self.blocks().filter { $0.hasPrefix("workflow: ") }
                #expect(workflows.count >= 3)
                for (number, text) in workflows.enumerated() {
                    let file = try bench.file("example-\(number).yaml", text)
                    let name = text.contains("groupId: { type") ? "groupId" : "group"
                    let result = try await bench.submit(file, inputs: [name: "doc-\(number)"])
                    #expect(result.code == 0, "\(result)")
                }
                try await bench.checkPromises(comparesContents: false)
            }
        }

        private static func blocks() throws -> [String] {
            try Workflows.documentation().split(separator: "```yaml\n").dropFirst()
                .compactMap { $0.split(separator: "```").first.map(String.init) }
        }
    }
}
