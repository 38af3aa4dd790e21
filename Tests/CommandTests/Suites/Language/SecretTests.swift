import Bench
import Foundation
import Journal
import SagaTesting
import TestProcesses
import Testing

extension RealProcesses {
    /// Bearer tokens: sent, and written nowhere (P17).
    @Suite("Secrets", .serialized)
    struct SecretTests {
        private static let token = "s3cr3t-t0ken-0f-tests"

        @Test("reach the node and no file, output or process list", arguments: ["env", "file"])
        func sent(_ place: String) async throws {
            try await Bench.with { bench in
                let node = try RecordingNode()
                defer { node.close() }
                let secret = try bench.file("token", Self.token + "\n")
                let reference = place == "env" ? "env: TOKEN" : "file: \(secret)"
                try Data(
                    """
                    nodes:
                      node01: { endpoints: [{ url: "\(node.url)" }] }
                    secrets: { nodeToken: { \(reference) } }
                    """.utf8
                ).write(to: URL(filePath: bench.clusterFile))
                let workflow = try bench.file(
                    "bearer.yaml",
                    """
                    workflow: bearer
                    steps:
                      - id: tell
                        forEach: nodes
                        action: { POST: /tell, text: "hello ${node.name}", bearer: nodeToken }
                        compensation: { none: it was only said }
                    """)
                let result = try await bench.sagactl(
                    "submit", workflow, environment: ["TOKEN": Self.token])
                #expect(result.code == 0, "\(result)")
                let request = try #require(node.requests.first)
                #expect(request.lowercased().contains("authorization: bearer \(Self.token)"))
                #expect(request.contains("hello node01"))
                #expect(request.lowercased().contains("content-type: text/plain"))
                let history = try await bench.sagactl("journal", "export")
                #expect(history.output.contains("<secret>"), "\(history)")

                let saga = try #require(try await bench.list().first)
                for command in [
                    ["history", saga.id], ["show", saga.id], ["journal", "export"],
                    ["plan", workflow],
                ] {
                    let output = try await bench.start(command).result()
                    #expect(!"\(output)".contains(Self.token))
                }
                for file in try FileManager.default.subpathsOfDirectory(atPath: bench.journal) {
                    let bytes = FileManager.default.contents(atPath: "\(bench.journal)/\(file)")
                    #expect(bytes?.firstRange(of: Data(Self.token.utf8)) == nil, "\(file)")
                }
            }
        }

        @Test("that are missing stop a request before it is sent")
        func missing() async throws {
            try await Bench.with { bench in
                try bench.append("secrets: { nodeToken: { env: NOT_THERE } }\n")
                let workflow = try bench.file(
                    "bearer.yaml",
                    """
                    workflow: bearer
                    steps:
                      - id: tell
                        node: node01
                        action: { DELETE: /v1/group, bearer: nodeToken, retry: { attempts: 2, cap: 10ms, initial: 10ms } }
                        compensation: { none: nothing is sent }
                    """)
                let result = try await bench.submit(workflow, inputs: [:])
                #expect(result.code == 3, "\(result)")
                let saga = try #require(try await bench.list().first)
                let reason = try await bench.show(saga.id)["reason"] as? String
                #expect(reason?.contains("NOT_THERE") == true)
                let ledgers = try await bench.cluster.ledgers()
                #expect(ledgers.values.map(\.count).reduce(0, +) == 0)
                let other = try bench.file(
                    "other.yaml",
                    try String(contentsOfFile: workflow, encoding: .utf8).replacing(
                        "bearer: nodeToken", with: "bearer: otherToken"))
                let refused = try await bench.submit(other, inputs: [:])
                #expect(refused.code == 2 && refused.errors.contains("otherToken"), "\(refused)")
            }
        }
    }
}
