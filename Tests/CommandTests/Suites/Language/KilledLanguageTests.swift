import Bench
import Foundation
import Journal
import SagaTesting
import TestProcesses
import Testing

extension RealProcesses {
    /// Engines that are killed at any instant while they run sagas of every kind: parallel steps,
    /// lists, pauses, questions, children, pivots.
    @Suite("Killed engines, whole language", .serialized)
    struct KilledLanguageTests {
        private static let kills =
            ProcessInfo.processInfo.environment["SAGA_KILLS"].flatMap(Int.init) ?? 30
        /// Sagas of each kind.
        private static let sagas = 6

        @Test("finish everything after the last resume")
        func killedAtRandom() async throws {
            var settings = ClusterSettings(randomBehavior: 0.15, latency: "2ms")
            settings.seed = .random(in: 1...1_000_000)
            try await Bench.with(settings) { bench in
                try bench.append(
                    "programs: { note: /bin/echo }\npools: { narrow: { concurrency: 2 } }\n")
                var kills = 0
                var round = 0
                while kills < Self.kills {
                    try await accept(round, bench)
                    for _ in 0..<6 {
                        let engine = try bench.start(["serve", "--quiet"])
                        try await Task.sleep(for: .milliseconds(.random(in: 5...600)))
                        await engine.destroy()
                        kills += 1
                        try await answerSome(bench)
                        try await cancelSome(bench)
                    }
                    round += 1
                }
                try await finish(bench)
                try await bench.checkPromises(comparesContents: false)
                try await check(bench)
                print("killed \(kills) times in \(round) rounds, seed \(settings.seed)")
            }
        }

        /// What the other workflows do not have: a deadline, a program, a pool, a condition, a step
        /// whose failure does not matter, another choice of retries.
        private static let odds = """
            workflow: odds
            inputs: { groupId: { type: string } }
            locks: "group/${input.groupId}"
            deadline: 1h
            steps:
              - id: note
                action: { exec: [note, "${input.groupId}"], timeout: 5s }
                compensation: { exec: [note, "undo ${input.groupId}"] }
                pool: narrow
              - id: left
                needs: []
                node: node01
                action: { POST: /v1/group, headers: { timestamp: "${saga.timestamp}" }, json: { groupId: "${input.groupId}" }, succeeded: [201] }
                probe: { GET: "/v1/group/${input.groupId}", succeeded: [200, 404], applied: reply.status == 200 and reply.headers.timestamp == saga.timestamp }
                compensation: { DELETE: /v1/group, headers: { timestamp: "${saga.timestamp}" }, json: { groupId: "${input.groupId}" }, succeeded: [200, 404] }
                retry: { attempts: 6, initial: 5ms, cap: 50ms, on: [unreachable, unknown, 408, 500] }
              - id: odd
                needs: [left]
                when: input.groupId != 'never'
                node: node02
                action: { GET: "/v1/group/${input.groupId}", succeeded: [200], retry: { attempts: 2, initial: 5ms } }
                onFailure: continue
              - id: rest
                needs: [note, odd]
                action: { sleep: 30ms }
              - id: last
                node: node03
                pool: narrow
                action: { POST: /v1/group, headers: { timestamp: "${saga.timestamp}" }, json: { groupId: "${input.groupId}" }, succeeded: [201] }
                probe: { GET: "/v1/group/${input.groupId}", succeeded: [200, 404], applied: reply.status == 200 and reply.headers.timestamp == saga.timestamp }
                compensation: { DELETE: /v1/group, headers: { timestamp: "${saga.timestamp}" }, json: { groupId: "${input.groupId}" }, succeeded: [200, 404] }
                retry: { attempts: 3, initial: 5ms, cap: 50ms }
            """

        /// Takes on sagas of every kind.
        private func accept(_ round: Int, _ bench: Bench) async throws {
            let jobs = [
                "create-group-parallel": ["groupId=p"], "staged-rollout": ["groupId=s"],
                "approved-create": ["groupId=a"], "provision": ["groupId=v"],
                "move-group": ["groupId=m", "from=node01,node02", "to=node03"],
                "rename-group": ["groupId=r", "newId=n"], "odds": ["groupId=o"],
            ]
            let odds = try bench.file("odds.yaml", Self.odds)
            for (workflow, inputs) in jobs.sorted(by: { $0.key < $1.key }) {
                let lines = (0..<Self.sagas).map { number in
                    let fields = inputs.map { input in
                        let parts = input.split(separator: "=", maxSplits: 1)
                        let isList = parts[0] == "from" || parts[0] == "to"
                        let value = isList ? "\(parts[1])" : "\(parts[1])-\(round)-\(number)"
                        return "\"\(parts[0])\": \"\(value)\""
                    }
                    return "{\(fields.joined(separator: ", "))}"
                }
                let job = "\(workflow)-\(round)"
                let file = try bench.file(job + ".jsonl", lines.joined(separator: "\n") + "\n")
                let result = try await bench.sagactl(
                    "submit", workflow == "odds" ? odds : Workflows.named(workflow), "--inputs",
                    file, "--job", job, "--detach", "--quiet", "--priority",
                    "\(Int.random(in: 1...5))", "--delay", "\(Int.random(in: 0...300))ms")
                #expect(result.code == 0, "\(result)")
            }
        }

        /// Answers the questions that are asked by now, some with no.
        private func answerSome(_ bench: Bench) async throws {
            for saga in try await bench.list()
            where saga.workflow == "approved-create" && saga.status == .running {
                let reason = try await bench.show(saga.id)["waitsFor"] as? String ?? ""
                guard reason.hasPrefix("an answer") else { continue }
                let answer = Bool.random() ? "yes" : "no"
                let result = try await bench.sagactl("signal", saga.id, "approve", answer)
                #expect(result.code == 0, "\(result)")
            }
        }

        /// Has somebody change their mind about some sagas, wherever they are.
        private func cancelSome(_ bench: Bench) async throws {
            for saga in try await bench.list()
            where !saga.status.isTerminal && !saga.key.contains("/") && Int.random(in: 0..<20) == 0
            {
                let result = try await bench.sagactl("cancel", saga.id, "--reason", "chance")
                // One that goes backward, or is beyond its pivot, refuses.
                #expect([0, 1].contains(result.code), "\(result)")
            }
        }

        /// Lets everything come to its end, with nodes that are well again.
        private func finish(_ bench: Bench) async throws {
            try await bench.lastLateRequest()
            try await bench.cluster.control(#"{"randomBehavior": 0}"#)
            while true {
                let retry = try bench.start(["retry", "--all", "--quiet"])
                while retry.isRunning {
                    try await answerSome(bench)
                    try await Task.sleep(for: .milliseconds(100))
                }
                let result = await retry.result()
                #expect([0, 3, 4].contains(result.code), "\(result)")
                if try await bench.list().allSatisfy(\.status.isTerminal) { return }
            }
        }

        /// What a saga's end promises about the nodes.
        private func check(_ bench: Bench) async throws {
            let contents = try await bench.cluster.contents()
            let sagas = try await bench.list()
            #expect(sagas.contains { $0.status == .compensated })
            #expect(sagas.contains { $0.status == .completed })
            for saga in sagas where !saga.key.contains("/") {
                let group = saga.key.split(separator: ",").first { $0.hasPrefix("groupId=") }
                    .map { String($0.dropFirst("groupId=".count)) }
                guard let group else { continue }
                let holders = bench.cluster.nodes.filter { contents[$0]?[group] != nil }
                switch saga.workflow {
                case "create-group-parallel", "staged-rollout", "approved-create", "provision":
                    let expected = saga.status == .completed ? bench.cluster.nodes : []
                    #expect(holders == expected, "\(saga)")
                case "odds":
                    let expected = saga.status == .completed ? ["node01", "node03"] : []
                    #expect(holders == expected, "\(saga)")
                case "move-group":
                    // Undoing a deletion creates the group, which here was not there before.
                    let isRecreated =
                        try await bench.states(of: saga.id)["delete"] == "compensated"
                    let expected =
                        saga.status == .completed
                        ? ["node03"] : isRecreated ? ["node01", "node02"] : []
                    #expect(holders == expected, "\(saga)")
                default: break
                }
            }
        }
    }
}
