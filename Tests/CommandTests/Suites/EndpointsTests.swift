import Bench
import Foundation
import SagaTesting
import TestProcesses
import Testing

extension RealProcesses {
    /// `sagactl endpoints`, with an engine that runs and without one.
    @Suite("Endpoints", .serialized)
    struct EndpointsTests {
        /// Nodes with two endpoints; one that hangs is healthy all the same.
        private static var settings: ClusterSettings {
            var settings = ClusterSettings()
            settings.replicas = 2
            settings.failover =
                "{ checks: [tcp], interval: 100ms, probes: 1, timeout: 1s, initial: one, "
                + "grace: 1h, failback: 0s }"
            return settings
        }

        // MARK: Without an engine

        @Test("are looked at from here when no engine runs")
        func looksByItself() async throws {
            try await Bench.with(Self.settings) { bench in
                let all = bench.cluster.nodes.flatMap { node in
                    bench.cluster.replicas.compactMap { $0.urls[node] }
                }
                let rows = try await bench.endpoints("list")
                #expect(rows.map { $0["endpoint"] as? String } == all)
                #expect(rows.allSatisfy { $0["state"] as? String == "healthy" })
                #expect(
                    rows.map { $0["active"] as? Bool } == [true, false, true, false, true, false])
                let lines = try await bench.sagactl("endpoints", "list", "-o", "jsonl")
                #expect(try lines.jsonLines().count == 6)
                let ids = try await bench.sagactl("endpoints", "list", "-o", "ids")
                #expect(ids.output == all.joined(separator: "\n") + "\n")
                let table = try await bench.sagactl("endpoints", "list")
                #expect(table.output.hasPrefix("NODE"), "\(table)")
                #expect(table.output.split(separator: "\n").count == 7)

                let good = try await bench.sagactl("endpoints", "check")
                #expect(good.code == 0, "\(good)")
                #expect(good.output.matches(of: /hold/).count == 6)
                await bench.cluster.replicas[1].kill()
                let bad = try await bench.sagactl("endpoints", "check", "-o", "jsonl")
                #expect(bad.code == 1, "\(bad)")
                let failures = try bad.jsonLines().map { $0["failure"] is String }
                #expect(failures == [false, true, false, true, false, true])
                let ill = try await bench.endpoints("list")
                #expect(ill.map { $0["state"] as? String }.suffix(2) == ["healthy", "unhealthy"])
                #expect(!FileManager.default.fileExists(atPath: bench.socket))
            }
        }

        @Test("are watched until Ctrl-C")
        func watches() async throws {
            try await Bench.with(Self.settings) { bench in
                let watch = try bench.start(
                    ["endpoints", "watch", "--interval", "10ms", "-o", "jsonl"])
                try await eventually("it was looked at three times") {
                    watch.output.split(separator: "\n").count >= 18
                }
                watch.signal(SIGINT)
                let result = await watch.result()
                #expect(result.ending == .killed(signal: SIGINT), "\(result)")
            }
        }

        private static let someURL = "http://127.0.0.1:1"

        private static let refused: [String: Int32] = [
            "add node01 \(someURL)": 6, "remove node01 \(someURL)": 6,
            "weight node01 \(someURL) 2": 6, "activate node01 \(someURL)": 6,
            "activate node01 --release": 6, "activate node01": 2,
            "activate node01 \(someURL) --release": 2, "activate node01 \(someURL) --for 0s": 2,
            "activate node01 \(someURL) --for soon": 2, "weight node01 \(someURL) heavy": 2,
            "weight node01 \(someURL)": 2, "weight node01 \(someURL) 0": 2,
            "weight node01 \(someURL) inf": 2, "add node01 \(someURL) --weight nan": 2,
            "watch --interval 0s": 2, "add node01": 2, "mend": 2,
            "list --cluster missing.yaml": 2,
        ]

        @Test("cannot be changed, or not like this, when no engine runs", arguments: refused)
        func refusedWithoutEngine(command: String, code: Int32) async throws {
            try await Folder.with { folder in
                try Data(
                    ClusterFile.text([("node01", ["http://127.0.0.1:1"])], ClusterSettings()).utf8
                ).write(to: URL(filePath: folder + "/cluster.yaml"))
                let result = try await Sagactl.start(
                    ["endpoints"] + command.split(separator: " ").map(String.init)
                        + ["--journal", "journal"], directory: folder,
                    deadline: .seconds(30)
                ).result()
                #expect(result.ending == .exited(code), "\(result)")
                #expect(result.output == "" && result.errors != "", "\(result)")
                if code == 6 { #expect(result.errors.contains("no engine runs"), "\(result)") }
            }
        }

        // MARK: With an engine

        @Test("of a running engine take other weights and choices by hand")
        func weightsAndChoices() async throws {
            try await Bench.withEngine(Self.settings) { bench in
                let urls = bench.cluster.replicas.compactMap { $0.urls["node01"] }
                #expect(try await bench.active("list") == [urls[0]])
                #expect(try await bench.active("weight", "node01", urls[1], "5") == [urls[1]])
                #expect(try await bench.endpoints("list").count == 6)

                #expect(try await bench.active("activate", "node01", urls[0]) == [urls[0]])
                #expect(try await bench.pinned() == [urls[0]])
                let table = try await bench.sagactl("endpoints", "list")
                #expect(table.output.contains("pinned"), "\(table)")
                try await bench.endpoints("activate", "node01", "--release")
                #expect(try await bench.pinned() == [])
                try await bench.endpoints("activate", "node01", urls[0], "--for", "1h")
                #expect(try await bench.pinned() == [urls[0]])
                try await bench.endpoints("activate", "node01", urls[0], "--for", "50ms")
                try await eventually("the choice is over") { try await bench.pinned() == [] }

                await bench.cluster.replicas[1].kill()
                try await eventually("the second one is found ill") {
                    try await bench.state(of: urls[1]) == "open"
                }
                let check = try await bench.sagactl("endpoints", "check")
                #expect(check.code == 1, "\(check)")
                try await bench.expectRefusal("force", "activate", "node01", urls[1])
                #expect(
                    try await bench.active("activate", "node01", urls[1], "--force") == [urls[1]])
                #expect(
                    try await bench.active("activate", "node01", "--release") == [urls[0]])
                try await bench.cluster.replicas[1].restart()
            }
        }

        @Test("of a running engine are added and removed, for as long as it runs")
        func addsAndRemoves() async throws {
            try await Bench.withEngine(Self.settings) { bench in
                let urls = bench.cluster.replicas.compactMap { $0.urls["node01"] }
                let other = urls[0].replacing("127.0.0.1", with: "localhost")
                let dead = "http://127.0.0.1:1"
                try await bench.expectRefusal(
                    "was not added", "add", "node01", dead, "--must-be-healthy")
                let added = try await bench.endpoints(
                    "add", "node01", other, "--weight", "0.5", "--must-be-healthy")
                #expect(added.map { $0["weight"] as? Double } == [1, 1, 0.5])
                try await bench.endpoints("add", "node01", dead)
                try await eventually("its first check failed") {
                    try await bench.state(of: dead) == "unhealthy"
                }
                let rest = [[dead], [urls[0]], [urls[1]]]
                for url in rest.joined() { try await bench.endpoints("remove", "node01", url) }
                #expect(try await bench.active("list") == [other])
                try await bench.expectRefusal("last endpoint", "remove", "node01", other)
            }
        }

        @Test("of a running engine take no nonsense")
        func refusedByEngine() async throws {
            try await Bench.withEngine(Self.settings) { bench in
                let urls = bench.cluster.replicas.compactMap { $0.urls["node01"] }
                for (message, arguments) in [
                    ("node01, node02, node03", ["remove", "node09", urls[0]]),
                    ("node01, node02, node03", ["activate", "node09", "--release"]),
                    (urls[0], ["remove", "node01", "http://127.0.0.1:1"]),
                    (urls[0], ["weight", "node01", "nonsense", "1"]),
                    (urls[0], ["activate", "node01", "http://127.0.0.1:1"]),
                    ("above 0", ["weight", "node01", urls[0], "0"]),
                    ("above 0", ["weight", "node01", urls[0], "--", "-1"]),
                    ("above 0", ["weight", "node01", urls[0], "nan"]),
                    ("there already", ["add", "node01", urls[1] + "/"]),
                    ("nonsense", ["add", "node01", "nonsense"]),
                    ("above 0", ["add", "node01", "http://127.0.0.1:1", "--weight", "0"]),
                ] {
                    let result = try await bench.start(["endpoints"] + arguments).result()
                    #expect([1, 2].contains(result.code), "\(result)")
                    #expect(result.errors.contains(message), "\(result)")
                }
                #expect(try await bench.active("list") == [urls[0]])
            }
        }

        // MARK: The socket

        @Test("are no longer changed after a SIGKILL, which leaves a socket that hinders nobody")
        func staleSocket() async throws {
            try await Bench.with(Self.settings) { bench in
                let urls = bench.cluster.replicas.compactMap { $0.urls["node01"] }
                try await bench.cluster.control(#"{"hang": true}"#)
                let engine = try bench.start(
                    bench.submission(Workflows.create, 0...4, job: "killed"))
                try await bench.runningEngine()
                try await bench.firstRequest()
                engine.signal(SIGKILL)
                _ = await engine.result()
                try #require(FileManager.default.fileExists(atPath: bench.socket))

                #expect(try await bench.endpoints("list").count == 6)
                let check = try await bench.sagactl("endpoints", "check")
                #expect(check.code == 0, "\(check)")
                let change = try await bench.sagactl("endpoints", "weight", "node01", urls[1], "2")
                #expect(change.code == 6, "\(change)")

                let next = try bench.start(["resume", "--quiet"])
                try await eventually("the next engine can be changed") {
                    try await bench.sagactl("endpoints", "weight", "node01", urls[1], "2").code == 0
                }
                try await bench.cluster.control(#"{"hang": false}"#)
                let result = await next.result()
                #expect(result.code == 0, "\(result)")
                #expect(!FileManager.default.fileExists(atPath: bench.socket))
                try await bench.checkPromises()
            }
        }

        @Test("cannot be changed where a journal's path is too long for a socket")
        func longPath() async throws {
            try await Bench.with(Self.settings) { bench in
                let bench = bench.with(journal: String(repeating: "long", count: 40))
                let result = try await bench.submit(Workflows.create, 0...4, job: "long")
                #expect(result.code == 0, "\(result)")
                #expect(!result.errors.contains("socket"), "\(result)")
                #expect(try await bench.endpoints("list").count == 6)
                let change = try await bench.sagactl(
                    "endpoints", "weight", "node01", "http://127.0.0.1:1", "2")
                #expect(change.code == 6 && change.errors.contains("too long"), "\(change)")
                try await bench.checkPromises()
            }
        }
    }
}

extension Bench {
    /// Does something while an engine runs, because all nodes hang, and lets it finish then.
    fileprivate static func withEngine(
        _ settings: ClusterSettings, _ body: (Bench) async throws -> Void
    ) async throws {
        try await Bench.with(settings) { bench in
            let workflow = try bench.file(
                "patient.yaml", HastyWorkflow.create(attempts: 8, timeout: "10m"))
            try await bench.cluster.control(#"{"hang": true}"#)
            let engine = try bench.start(
                bench.submission(workflow, 0...4, job: "endpoints") + ["-j", "4"])
            try await bench.runningEngine()
            try await bench.firstRequest()
            let attributes = try FileManager.default.attributesOfItem(atPath: bench.socket)
            #expect(attributes[.posixPermissions] as? Int == 0o600)

            try await body(bench)

            try await bench.cluster.control(#"{"hang": false}"#)
            let result = await engine.result()
            #expect(result.code == 0, "\(result)")
            #expect(!FileManager.default.fileExists(atPath: bench.socket))
            try await bench.checkPromises()
        }
    }

    /// The rows that `sagactl endpoints` prints.
    @discardableResult
    fileprivate func endpoints(_ arguments: String...) async throws -> [[String: Any]] {
        try await rows(arguments)
    }

    private func rows(_ arguments: [String]) async throws -> [[String: Any]] {
        let result = try await start(["endpoints"] + arguments + ["-o", "json"]).result()
        try #require(result.code == 0, "\(result)")
        return try #require(try result.json() as? [[String: Any]])
    }

    /// The active endpoints of node01 afterwards.
    fileprivate func active(_ arguments: String...) async throws -> [String] {
        try await rows(arguments)
            .filter { $0["node"] as? String == "node01" && $0["active"] as? Bool == true }
            .compactMap { $0["endpoint"] as? String }
    }

    /// The endpoints that were chosen by hand.
    fileprivate func pinned() async throws -> [String] {
        try await rows(["list"]).filter { $0["pinned"] as? Bool == true }
            .compactMap { $0["endpoint"] as? String }
    }

    fileprivate func state(of url: String) async throws -> String? {
        try await rows(["list"]).first { $0["endpoint"] as? String == url }?["state"] as? String
    }

    fileprivate func expectRefusal(_ message: String, _ arguments: String...) async throws {
        let result = try await start(["endpoints"] + arguments).result()
        #expect(result.code == 1 && result.output == "", "\(result)")
        #expect(result.errors.contains(message), "\(result)")
    }
}
