import Foundation
import SagaTesting
import TestProcesses
import Testing

extension RealProcesses {
    /// Engines that die at every single place of a run, one after the other.
    @Suite("Failpoints", .serialized)
    struct FailpointTests {
        /// Two groups to create, and one that node03 has already.
        private static let groups = 3
        /// More than any place is reached in such a run; the loop ends much earlier.
        private static let bound = 200

        @Test(
            "can end a run anywhere",
            arguments: [
                "journal.beforeCommit", "journal.afterCommit", "archive.beforeCommit",
                "archive.afterCommit", "archive.afterRemove",
            ])
        func diesAnywhere(at place: String) async throws {
            try await Bench.with(ClusterSettings(maxRequestLifetime: "100ms")) { bench in
                var run = 0
                var wasKilled = true
                while wasKilled, run < Self.bound {
                    run += 1
                    let bench = bench.with(journal: "journal-\(run)")
                    let initial = try await prepare(run, bench)
                    let result = try await submit(run, bench, dyingAt: "\(place):\(run)")
                    wasKilled = result.wasKilled
                    try #require(wasKilled || result.code == 3, "\(place):\(run) \(result)")
                    if run == 1, !wasKilled { return reportRelease() }
                    try await finish(run, bench, initial)
                }
                #expect(run < Self.bound)
            }
        }

        @Test("can end a recovery anywhere")
        func diesInRecovery() async throws {
            try await Bench.with(ClusterSettings(maxRequestLifetime: "100ms")) { bench in
                var run = 0
                var wasKilled = true
                while wasKilled, run < Self.bound {
                    run += 1
                    let bench = bench.with(journal: "journal-\(run)")
                    let initial = try await prepare(run, bench)
                    let first = try await submit(run, bench, dyingAt: "journal.afterCommit:4")
                    if !first.wasKilled { return reportRelease() }
                    let second = try await bench.sagactl(
                        "resume", "--quiet",
                        environment: ["SAGA_FAILPOINT": "journal.beforeCommit:\(run)"])
                    wasKilled = second.wasKilled
                    try await finish(run, bench, initial)
                }
                #expect(run > 1 && run < Self.bound)
            }
        }

        /// Release builds have no failpoints; the other suites kill them at random.
        private func reportRelease() {
            print("these programs have no failpoints: nothing to see")
        }

        private func groups(_ run: Int) -> ClosedRange<Int> {
            run * Self.groups...(run + 1) * Self.groups - 1
        }

        private func prepare(_ run: Int, _ bench: Bench) async throws -> Evidence.Contents {
            try await bench.plant([groups(run).upperBound: "of-old"], on: ["node03"])
        }

        private func submit(
            _ run: Int, _ bench: Bench, dyingAt place: String
        ) async throws -> CommandResult {
            let arguments = bench.submission(Workflows.create, groups(run), job: "run")
            return try await bench.start(arguments, environment: ["SAGA_FAILPOINT": place])
                .result()
        }

        private func finish(_ run: Int, _ bench: Bench, _ initial: Evidence.Contents) async throws {
            let again = try await bench.submit(Workflows.create, groups(run), job: "run")
            #expect(again.code == 3, "run \(run): \(again)")
            let keys = groups(run).map { Evidence.Submission(job: "run", key: "groupId=\($0)") }
            try await bench.checkPromises(
                initial: initial, acknowledged: keys, groups: groups(run))
        }
    }
}
