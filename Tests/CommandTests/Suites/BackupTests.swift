import Bench
import Foundation
import Journal
import SagaTesting
import TestProcesses
import Testing

extension RealProcesses {
    /// Backups of journals on which engines run, and journals that were damaged.
    @Suite("Backups", .serialized)
    struct BackupTests {
        @Test("of a running engine go on elsewhere when it is killed")
        func goesOn() async throws {
            try await Bench.with { bench in
                try await bench.submit(Workflows.create, 0...19, job: "before")
                try await bench.cluster.control(#"{"hang": true}"#, node: "node02")
                let command = try bench.start(
                    bench.submission(Workflows.create, 20...39, job: "during"))
                try await eventually("requests hang at node02") {
                    try await bench.cluster.hanging(at: "node02") > 0
                }
                let backup = try await bench.sagactl(
                    "journal", "backup", bench.backup, "-o", "json")
                command.signal(SIGKILL)
                _ = await command.result()
                #expect(backup.code == 0, "\(backup)")
                try await bench.cluster.control(#"{"hang": false}"#)
                let manifest = try #require(try backup.json() as? [String: Any])
                #expect(manifest["finished"] as? Int == 20)
                #expect(manifest["unfinished"] as? Int == 20)

                let other = bench.with(journal: "restored")
                let restored = try await other.sagactl("journal", "restore", bench.backup)
                #expect(restored.code == 0, "\(restored)")
                #expect(restored.output.contains("20 unfinished sagas"), "\(restored)")
                let information = try await other.sagactl("journal", "info", "-o", "json")
                let epoch = try #require(try information.json() as? [String: Any])["epoch"]
                #expect(epoch as? Int == 2)
                let resumed = try await other.sagactl("resume", "--quiet")
                #expect(resumed.code == 0, "\(resumed)")
                let sagas = try await other.list()
                #expect(sagas.count == 40 && sagas.allSatisfy { $0.status == .completed })
                #expect(try await other.stats().nodes.values.allSatisfy { $0 == 40 })
                // Keys are known, finished or not.
                let again = try await other.submit(Workflows.create, 0...39, job: "before")
                #expect(again.code == 3 || again.code == 0, "\(again)")
                try await other.checkPromises()
            }
        }

        @Test("are whole or not there, whenever they are killed")
        func killed() async throws {
            try await Bench.with { bench in
                try await bench.submit(Workflows.create, 0...199, job: "many")
                let whole = try await bench.sagactl("journal", "export").output
                var kills = 0
                for round in 1...30 {
                    let place = bench.backup + "\(round)"
                    let command = try bench.start(["journal", "backup", place, "--quiet"])
                    try await Task.sleep(for: .milliseconds(.random(in: 1...150)))
                    command.signal(SIGKILL)
                    if await command.result().wasKilled { kills += 1 }
                    guard FileManager.default.fileExists(atPath: place) else { continue }
                    let other = bench.with(journal: "restored-\(round)")
                    let interrupted = try other.start(["journal", "restore", place, "--quiet"])
                    try await Task.sleep(for: .milliseconds(.random(in: 1...150)))
                    interrupted.signal(SIGKILL)
                    if await interrupted.result().wasKilled { kills += 1 }
                    if !FileManager.default.fileExists(atPath: other.journal) {
                        let again = try await other.sagactl("journal", "restore", place)
                        #expect(again.code == 0, "\(again)")
                    }
                    let verified = try await other.sagactl("journal", "verify")
                    #expect(verified.code == 0, "\(verified)")
                    #expect(try await other.sagactl("journal", "export").output == whole)
                }
                print("killed \(kills) times")
                // What was left behind goes when the next one is made.
                let backup = try await bench.sagactl("journal", "backup", bench.backup)
                #expect(backup.code == 0, "\(backup)")
                let names = try FileManager.default.contentsOfDirectory(atPath: bench.directory)
                #expect(!names.contains { $0.hasPrefix(".backup.") })
            }
        }

        @Test("and exports of a damaged journal give what is whole, and name what is not")
        func damaged() async throws {
            try await Bench.with { bench in
                let detached = bench.submission(Workflows.create, 0...99, job: "j") + ["--detach"]
                let submitted = try await bench.start(detached).result()
                #expect(submitted.code == 0, "\(submitted)")
                let whole = Set(try await bench.sagactl("journal", "export").lines)
                let url = URL(filePath: bench.journal + "/data.mdb")
                let data = Array(try Data(contentsOf: url))
                for cut in stride(from: 0, to: data.count, by: 6_001) {
                    try Data(data[..<cut]).write(to: url)
                    let verified = try await bench.sagactl("journal", "verify", "-o", "jsonl")
                    let export = try await bench.sagactl("journal", "export")
                    #expect([0, 7].contains(verified.code), "\(cut): \(verified)")
                    #expect(export.code == verified.code, "\(cut): \(export)")
                    let lines = export.lines.filter { !$0.contains(#""type":"damage""#) }
                    #expect(whole.isSuperset(of: lines), "\(cut)")
                    if export.code == 0 { #expect(Set(lines) == whole) }
                    guard export.code == 7 else { continue }
                    let backup = try await bench.sagactl("journal", "backup", bench.backup)
                    #expect(backup.code == 7, "\(backup)")
                    #expect(backup.errors.contains("journal_damaged"), "\(backup)")
                }
                try Data(data).write(to: url)
                let verified = try await bench.sagactl("journal", "verify")
                #expect(verified.code == 0, "\(verified)")
            }
        }

        @Test("say what is wrong with where they go, and leave nothing there")
        func refused() async throws {
            try await Bench.with { bench in
                let none = try await bench.sagactl("journal", "backup", bench.backup)
                #expect(none.code == 1 && none.errors.contains("journal_not_found"), "\(none)")
                try await bench.submit(Workflows.create, 0...9, job: "j")
                let over = try await bench.sagactl("journal", "backup", bench.journal)
                #expect(over.code == 1 && over.errors.contains("journal_exists"), "\(over)")
                let lost = try await bench.sagactl("journal", "backup", bench.directory + "/a/b")
                #expect(lost.code == 1 && lost.errors.contains("not_permitted"), "\(lost)")
                let backup = try await bench.sagactl("journal", "backup", bench.backup)
                #expect(backup.code == 0, "\(backup)")
                let onto = try await bench.sagactl("journal", "restore", bench.backup)
                #expect(onto.code == 1 && onto.errors.contains("journal_exists"), "\(onto)")
                let names = try FileManager.default.contentsOfDirectory(atPath: bench.directory)
                #expect(!names.contains { $0.hasPrefix(".") })
            }
        }
    }
}

extension Bench {
    /// Where a backup goes.
    fileprivate var backup: String { directory + "/backup" }
}

extension CommandResult {
    /// What was printed, line by line.
    fileprivate var lines: [String] { output.split(separator: "\n").map(String.init) }
}
