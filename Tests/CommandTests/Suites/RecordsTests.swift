import Bench
import Foundation
import Journal
import SagaTesting
import TestProcesses
import Testing

extension RealProcesses {
    /// Jobs whose records come from elsewhere, and are not all as they should be.
    @Suite("Records of a job", .serialized)
    struct RecordsTests {
        @Test("that come before a bad one on a pipe run to their end")
        func badRecordOnPipe() async throws {
            try await Bench.with { bench in
                let arguments = [
                    "submit", Workflows.create, "--inputs", "-", "--job", "piped", "--quiet", "-o",
                    "json",
                ]
                let broken = try await bench.start(
                    arguments, input: Mistake.lines(700, bad: 601)
                ).result()
                #expect(broken.code == 2, "\(broken)")
                #expect(broken.errors.contains("600 sagas were submitted before this"))
                #expect(broken.errors.contains("--job piped"))
                #expect(broken.errors.contains("line 601"))
                let summary = try #require(try broken.json() as? [String: Any])
                #expect(summary["completed"] as? Int == 600)
                let sagas = try await bench.list()
                #expect(sagas.count == 600)
                #expect(sagas.allSatisfy { $0.status == .completed })

                let mended = try await bench.start(
                    arguments, input: Mistake.lines(700, bad: 0)
                ).result()
                #expect(mended.code == 0, "\(mended)")
                #expect(try await bench.list().count == 700)
                #expect(try await bench.stats().nodes.values.allSatisfy { $0 == 700 })
                try await bench.checkPromises()
            }
        }

        @Test("that name a key twice are one saga, with as many ends as submissions")
        func keysTwice() async throws {
            try await Bench.with { bench in
                let groups = Array(1...20) + Array(1...10) + [1, 1]
                let file = try bench.file(
                    "twice.jsonl", groups.map { #"{"groupId":"\#($0)"}"# + "\n" }.joined())
                for known in [12, 32] {
                    let result = try await bench.sagactl(
                        "submit", Workflows.create, "--inputs", file, "--job", "twice", "--quiet",
                        "-o", "json")
                    #expect(result.code == 0, "\(result)")
                    let summary = try #require(try result.json() as? [String: Any])
                    #expect(summary["submitted"] as? Int == groups.count)
                    #expect(summary["completed"] as? Int == groups.count)
                    #expect(summary["known"] as? Int == known)
                    #expect(try await bench.list().count == 20)
                }
                try await bench.checkPromises()
            }
        }
    }
}
