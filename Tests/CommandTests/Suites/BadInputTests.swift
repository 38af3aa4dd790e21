import Bench
import Foundation
import SagaTesting
import TestProcesses
import Testing

extension RealProcesses {
    /// Mistakes on the command line and in files.
    @Suite("Bad input", .serialized)
    struct BadInputTests {
        @Test("gets an error with its code, and nothing is journaled", arguments: Mistake.all)
        func refused(_ mistake: Mistake) async throws {
            try await Folder.with { folder in
                try prepare(folder)
                for (name, text) in mistake.files {
                    try Data(text.utf8).write(to: URL(filePath: folder + "/" + name))
                }
                let command = try Sagactl.start(
                    mistake.arguments, directory: folder,
                    environment: [
                        "SAGA_JOURNAL": folder + "/journal",
                        "SAGA_CLUSTER": folder + "/cluster.yaml",
                    ].merging(mistake.environment) { _, other in other },
                    input: mistake.input, deadline: .seconds(30))
                let result = await command.result()
                #expect(result.ending == .exited(mistake.code), "\(result)")
                #expect(result.output + result.errors != "", "\(result)")
                let words = (result.output + result.errors).lowercased()
                #expect(words.contains(mistake.message.lowercased()), "\(result)")
                #expect(!result.errors.contains("Fatal error"), "\(result)")
                try await expectNothingJournaled(folder)
            }
        }

        /// A workflow and a cluster that are as they should be; nothing listens there.
        private func prepare(_ folder: String) throws {
            let files = [
                "good.yaml": HastyWorkflow.create(attempts: 1),
                "cluster.yaml": ClusterFile.text(
                    [("node01", ["http://127.0.0.1:1"])], ClusterSettings()),
            ]
            for (name, text) in files {
                try Data(text.utf8).write(to: URL(filePath: folder + "/" + name))
            }
            try FileManager.default.createDirectory(
                atPath: folder + "/folder", withIntermediateDirectories: false)
        }

        private func expectNothingJournaled(_ folder: String) async throws {
            guard FileManager.default.fileExists(atPath: folder + "/journal/data.mdb") else {
                return
            }
            let list = try Sagactl.start(
                ["list", "-o", "ids", "--journal", folder + "/journal"], directory: folder)
            let result = await list.result()
            #expect(result.code == 0 && result.output == "", "\(result)")
        }
    }
}
