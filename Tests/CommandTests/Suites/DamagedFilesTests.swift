import Bench
import Foundation
import TestProcesses
import Testing

extension RealProcesses {
    /// Files that were lost, cut short or put back while no engine ran.
    @Suite("Damaged files", .serialized)
    struct DamagedFilesTests {
        private enum Loss: String, CaseIterable {
            case gone, empty, oldCopy
        }

        @Test(
            "an archive that lost sagas stops the engine before it does them again",
            arguments: Loss.allCases)
        private func lostArchive(_ loss: Loss) async throws {
            try await Bench.with { bench in
                let files = FileManager.default
                let archive = bench.journal + "/archive.sqlite"
                let copy = bench.directory + "/archive.copy"
                try await bench.submit(Workflows.create, 0...2, job: "all")
                try files.copyItem(atPath: archive, toPath: copy)
                try await bench.submit(Workflows.create, 3...5, job: "all")
                for side in ["", "-wal", "-shm"] { try? files.removeItem(atPath: archive + side) }
                switch loss {
                case .gone: break
                case .empty: try Data().write(to: URL(filePath: archive))
                case .oldCopy: try files.moveItem(atPath: copy, toPath: archive)
                }
                let requests = try await bench.cluster.ledgers().values.joined().count
                for command in [
                    ["resume"], bench.submission(Workflows.create, 0...5, job: "all"),
                ] {
                    let refused = try await bench.start(command).result()
                    #expect(refused.code == 7, "\(refused)")
                    #expect(refused.errors.contains("accept-loss"), "\(refused)")
                }
                #expect(try await bench.cluster.ledgers().values.joined().count == requests)
                let asked = try await bench.sagactl("journal", "accept-loss")
                #expect(asked.code == 0 && asked.output.contains("--yes"), "\(asked)")
                #expect(try await bench.sagactl("resume").code == 7)
                let accepted = try await bench.sagactl("journal", "accept-loss", "--yes")
                #expect(accepted.code == 0, "\(accepted)")
                #expect(try await bench.sagactl("resume").code == 0)
            }
        }

        @Test(
            "a journal that is cut short or overwritten ends commands with words",
            arguments: [["list"], ["resume"], ["journal", "info"], ["journal", "verify"]])
        func cutShort(command: [String]) async throws {
            try await Bench.with { bench in
                try await bench.submit(Workflows.create, 0...99, job: "all")
                let file = try FileHandle(
                    forUpdating: URL(filePath: bench.journal + "/data.mdb"))
                try file.truncate(atOffset: 2 * 4_096)
                try file.close()
                let result = try await bench.start(command).result()
                #expect(result.code == 7, "\(result)")
                #expect((result.errors + result.output).isEmpty == false)
            }
        }
    }
}
