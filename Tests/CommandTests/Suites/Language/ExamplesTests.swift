import Bench
import Foundation
import Journal
import SagaTesting
import TestProcesses
import Testing

extension RealProcesses {
    /// The workflows of this repository, each run against real nodes.
    @Suite("The example workflows", .serialized)
    struct ExamplesTests {
        private static let nodes = ["node01", "node02", "node03"]

        @Test("are valid, and can be planned", arguments: try Workflows.all())
        func valid(_ name: String) async throws {
            try await Bench.with { bench in
                try bench.allow(program: "logger", "/bin/true")
                let result = try await bench.sagactl("validate", Workflows.named(name))
                #expect(result.code == 0, "\(result)")
                let inputs = [
                    "--input", "groupId=5", "--input", "newId=6", "--input", "from=node01",
                    "--input", "to=node02",
                ]
                let known = try String(contentsOfFile: Workflows.named(name), encoding: .utf8)
                let given = stride(from: 0, to: inputs.count, by: 2).filter { index in
                    known.contains("  \(inputs[index + 1].prefix { $0 != "=" }): {")
                }.flatMap { [inputs[$0], inputs[$0 + 1]] }
                let plan = try await bench.start(["plan", Workflows.named(name)] + given).result()
                #expect(plan.code == 0 && !plan.output.isEmpty, "\(plan)")
            }
        }

        @Test("create-group-parallel creates on all nodes, or on none")
        func parallel() async throws {
            try await Bench.with(ClusterSettings(randomBehavior: 0.2, seed: 3)) { bench in
                try await bench.plant([7: "of-old"], on: ["node02"])
                let workflow = Workflows.named("create-group-parallel")
                let result = try await bench.submit(workflow, 1...20, job: "parallel")
                #expect([0, 3].contains(result.code), "\(result)")
                let all = try await bench.cluster.contents()
                for saga in try await bench.list() {
                    let group = String(saga.key.dropFirst("groupId=".count))
                    let holders = Self.nodes.filter { all[$0]?[group] != nil }
                    let others = group == "7" ? ["node02"] : []
                    #expect(holders == (saga.status == .completed ? Self.nodes : others), "\(saga)")
                }
                try await bench.checkPromises(initial: ["node02": ["7": "of-old"]])
            }
        }

        @Test("rename-group renames everywhere, or puts back what was there")
        func rename() async throws {
            try await Bench.with { bench in
                let rename = Workflows.named("rename-group")
                try await bench.submit(Workflows.create, inputs: ["groupId": "old"])
                let before = try await bench.cluster.contents()
                // The second node refuses the new name, so nothing changes.
                try await bench.cluster.control(
                    #"{"failNext": 1, "fault": "before", "status": 403}"#, node: "node02")
                let failed = try await bench.submit(
                    rename, inputs: ["groupId": "old", "newId": "new"])
                #expect(failed.code == 3, "\(failed)")
                #expect(try await bench.cluster.contents() == before)
                let renamed = try await bench.submit(
                    rename, inputs: ["groupId": "old", "newId": "newer"])
                #expect(renamed.code == 0, "\(renamed)")
                for node in Self.nodes {
                    #expect(try await bench.groups(on: node) == ["newer"])
                }
                try await bench.checkPromises(comparesContents: false)
            }
        }

        @Test("staged-rollout goes on when the first wave is healthy, and back when it is not")
        func staged() async throws {
            try await Bench.with { bench in
                let rollout = Workflows.named("staged-rollout")
                let done = try await bench.submit(rollout, inputs: ["groupId": "well"])
                #expect(done.code == 0, "\(done)")
                try await bench.cluster.control(#"{"lag": "900ms"}"#, node: "node01")
                let undone = try await bench.submit(rollout, inputs: ["groupId": "ill"])
                #expect(undone.code == 3, "\(undone)")
                for node in Self.nodes {
                    #expect(try await bench.groups(on: node) == ["well"])
                }
                let saga = try #require(try await bench.list().first { $0.key.contains("ill") })
                let states = try await bench.states(of: saga.id)
                #expect(states["wave-1#1@node01"] == "compensated")
                #expect(states["healthy#1@node01"] == "rejected")
                #expect(states["wave-2#1@node02"] == "open")
                try await bench.checkPromises()
            }
        }

        @Test("move-group moves between nodes, and back if the second half fails")
        func move() async throws {
            try await Bench.with { bench in
                let move = Workflows.named("move-group")
                let inputs = ["groupId": "g", "from": "node01,node02", "to": "node03"]
                try await bench.submit(
                    Workflows.create, inputs: ["groupId": "g"], "--nodes", "node01,node02")
                let moved = try await bench.submit(move, inputs: inputs)
                #expect(moved.code == 0, "\(moved)")
                #expect(try await bench.groups(on: "node01") == [])
                #expect(try await bench.groups(on: "node03") == ["g"])
                // Back again, where the last node refuses to let go.
                try await bench.cluster.control(
                    #"{"failNext": 1, "fault": "before", "status": 403}"#, node: "node03")
                let failed = try await bench.submit(
                    move,
                    inputs: ["groupId": "g", "from": "node03", "to": "node01,node02"])
                #expect(failed.code == 3, "\(failed)")
                #expect(try await bench.groups(on: "node01") == [])
                #expect(try await bench.groups(on: "node03") == ["g"])
                let unknown = try await bench.submit(
                    move, inputs: ["groupId": "g", "from": "node03", "to": "node09"])
                #expect(unknown.code == 2 && unknown.errors.contains("node09"), "\(unknown)")
                try await bench.checkPromises()
            }
        }

        @Test("a parent whose child is parked is told of, and goes on with it")
        func parkedChild() async throws {
            try await Bench.with { bench in
                _ = try bench.file(
                    "child.yaml",
                    """
                    workflow: child
                    onFailure: park
                    steps:
                      - id: create
                        node: node01
                        action: { POST: /v1/group, json: { groupId: "c" }, succeeded: [201] }
                        compensation: { none: a test ends }
                    """)
                let parent = try bench.file(
                    "parent.yaml",
                    """
                    workflow: parent
                    steps:
                      - id: start
                        action: { saga: child }
                        compensation: { none: a test ends }
                    """)
                try await bench.cluster.control(
                    #"{"failNext": 1, "fault": "before", "status": 403}"#, node: "node01")
                let parked = try await bench.sagactl("submit", parent)
                #expect(parked.code == 4 && parked.output.contains("is stuck"), "\(parked)")
                let child = try #require(try await bench.list().first { $0.status == .parked })
                let serve = try bench.start(["serve", "--quiet"])
                try await bench.until("the engine listens", while: serve) {
                    FileManager.default.fileExists(atPath: bench.journal + "/control.sock")
                }
                let retried = try await bench.sagactl("retry", child.id)
                #expect(retried.code == 0, "\(retried)")
                try await bench.until("both are done", while: serve) {
                    try await bench.list().allSatisfy { $0.status == .completed }
                }
                serve.signal(SIGTERM)
                _ = await serve.result()
                try await bench.checkPromises()
            }
        }

        @Test("announce runs a program that the cluster file allows, and no other")
        func announce() async throws {
            try await Bench.with { bench in
                let announce = Workflows.named("announce")
                let refused = try await bench.submit(announce, inputs: ["groupId": "g"])
                #expect(refused.code == 2 && refused.errors.contains("logger"), "\(refused)")
                let log = bench.directory + "/log"
                let script = try bench.file(
                    "announce.sh", "#!/bin/sh\necho \"$SAGA_STEP $IDEMPOTENCY_KEY $*\" >> \(log)\n")
                try FileManager.default.setAttributes(
                    [.posixPermissions: 0o755], ofItemAtPath: script)
                try bench.allow(program: "logger", script)
                let done = try await bench.submit(announce, inputs: ["groupId": "g"])
                #expect(done.code == 0, "\(done)")
                let saga = try #require(
                    try await bench.list().first { $0.workflow == "announce" })
                let line = try String(contentsOfFile: log, encoding: .utf8)
                #expect(
                    line == "log \(saga.id)/log/action --tag saga group g was created\n",
                    "\(line)")
                try await bench.checkPromises()
            }
        }
    }
}

extension Bench {
    /// Allows a local program in the cluster file.
    func allow(program name: String, _ path: String) throws {
        try append("programs: { \(name): \(path) }\n")
    }

    /// Adds lines to the cluster file.
    func append(_ text: String) throws {
        let file = try String(contentsOfFile: clusterFile, encoding: .utf8)
        try Data((file + text).utf8).write(to: URL(filePath: clusterFile))
    }
}
