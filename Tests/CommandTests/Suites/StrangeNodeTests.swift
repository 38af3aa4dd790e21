import Bench
import Foundation
import SagaTesting
import Steps
import TestProcesses
import Testing

extension RealProcesses {
    /// Nodes that answer with something else than an answer.
    @Suite("Strange nodes", .serialized)
    struct StrangeNodeTests {
        @Test("leave an outcome that says what is known", arguments: StrangeReply.all)
        func outcome(_ reply: StrangeReply) async throws {
            try await Folder.with { folder in
                let node = try ScriptedNode(reply.behavior)
                defer { node.close() }
                let rows = try await history(in: folder, url: node.url)
                #expect(rows.filter { $0.type == .attemptEnded }.map(\.outcome) == [reply.outcome])
            }
        }

        @Test("are unreachable when they refuse connections")
        func refusedConnection() async throws {
            try await Folder.with { folder in
                let node = try ScriptedNode(.reply(""))
                node.close()
                let rows = try await history(in: folder, url: node.url)
                #expect(
                    rows.filter { $0.type == .attemptEnded }.map(\.outcome) == ["unreachable"])
                #expect(rows.last?.type == .sagaCompensated)
            }
        }

        /// Runs a saga of one step with one try there, and nothing that undoes it.
        private func history(in folder: String, url: String) async throws -> [HistoryRecord] {
            let workflow = """
                workflow: strange
                steps:
                  - id: ask
                    forEach: nodes
                    timeout: 600ms
                    retry: { attempts: 1 }
                    action: { POST: /ask, json: { a: 1 } }
                    compensation: { none: nobody minds }
                  - id: tell
                    forEach: nodes
                    timeout: 600ms
                    retry: { attempts: 1 }
                    action: { POST: /tell, headers: { echo: "${steps.ask.reply.body.b?}" } }
                    compensation: { none: nobody minds }

                """
            try Data(workflow.utf8).write(to: URL(filePath: folder + "/strange.yaml"))
            let settings = ClusterSettings(maxRequestLifetime: "100ms")
            try Data(ClusterFile.text([("node01", [url])], settings).utf8)
                .write(to: URL(filePath: folder + "/cluster.yaml"))
            let result = try await Sagactl.start(
                ["submit", "strange.yaml", "--quiet", "--journal", "journal"], directory: folder,
                deadline: .seconds(30)
            ).result()
            try #require([0, 3].contains(result.code), "\(result)")
            let export = try await Sagactl.start(
                ["journal", "export", "--journal", "journal"], directory: folder
            ).result()
            try #require(export.code == 0, "\(export)")
            let rows = try JournalText(lines: export.output).records
            return rows.filter { $0.instance == nil || $0.instance?.step == "ask" }
        }
    }
}
