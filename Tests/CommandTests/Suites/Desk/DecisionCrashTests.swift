import Bench
import Foundation
import SagaTesting
import TestProcesses
import Testing

extension RealProcesses {
    /// Engines that are killed between an operator's decision and its effect.
    @Suite("Decisions and crashes", .serialized)
    struct DecisionCrashTests {
        /// A verb, the entry that it leaves, and the saga's end after it.
        private static let verbs: [(arguments: [String], entry: String, end: String)] = [
            (["skip", "ID", "second", "--reason", "so"], "operatorDecided", "completed"),
            (
                ["edit", "ID", "second", "--input", "g=61", "--reason", "so"], "operatorDecided",
                "completed"
            ),
            (["pause", "ID", "--reason", "so"], "operatorDecided", "completed"),
            (["cancel", "ID", "--reason", "so"], "cancelRequested", "compensated"),
            (["abandon", "ID", "--reason", "so"], "sagaAbandoned", "abandoned"),
        ]

        @Test(
            "what was decided is in the history once, whenever the engine dies",
            arguments: ["operator.enqueued", "operator.durable"])
        func decided(place: String) async throws {
            try await Bench.with { bench in
                let file = try bench.file("staged.yaml", DeskWorkflows.staged(locks: "[]"))
                for (number, verb) in Self.verbs.enumerated() {
                    let calm = try await bench.serve()
                    let saga = try await bench.asking(
                        file, group: "\(60 + number * 10)", beside: calm)
                    await bench.end(calm)

                    let arguments = verb.arguments.map { $0 == "ID" ? saga : $0 }
                    let engine = try await bench.serve(
                        environment: ["SAGA_FAILPOINT": "\(place):1"])
                    let first = try await bench.start(arguments).result()
                    #expect(first.code != 0, "nobody may say that it is done: \(first)")
                    #expect(await engine.result().wasKilled)

                    let count = try await count(verb.entry, saga, bench)
                    #expect(place == "operator.durable" ? count == 1 : count <= 1)
                    // Once more, on the journal at rest: it is written if it was lost, and only
                    // then.
                    let again = try await bench.start(arguments).result()
                    #expect(again.code == 0, "\(again)")
                    #expect(try await self.count(verb.entry, saga, bench) == 1, "\(verb)")
                    try await finish(saga, verb.end, bench)
                    let entry = try await bench.history(of: saga).first {
                        $0["type"] as? String == verb.entry
                    }
                    let detail = entry?["detail"] as? String ?? ""
                    #expect(detail.contains("by ") && detail.hasSuffix(": so"), "\(detail)")
                }
                try await bench.checkPromises(comparesContents: false)
            }
        }

        @Test(
            "a pause of a node is there or not, and in the log once, whenever the engine dies",
            arguments: ["operator.enqueued", "operator.durable"])
        func pausedNode(place: String) async throws {
            try await Bench.with { bench in
                let file = try bench.file("staged.yaml", DeskWorkflows.staged())
                try await bench.sagactl(
                    "submit", file, "--input", "g=1", "--detach", "--quiet"
                ).ending(0)
                let pause = ["pause", "--node", "node01", "--reason", "so"]
                let killed = try await bench.start(
                    pause, environment: ["SAGA_FAILPOINT": "\(place):1"]
                ).result()
                #expect(killed.wasKilled, "\(killed)")
                try await bench.start(pause).result().ending(0)
                try await bench.start(pause).result().ending(0)
                let log = try await bench.sagactl("history", "-o", "jsonl").ending(0).jsonLines()
                #expect(log.count == 1 && log[0]["reason"] as? String == "so", "\(log)")

                let engine = try await bench.serve()
                let saga = try found(try await bench.list().first, "the saga").id
                try await bench.reaches("running", saga, beside: engine)
                let why = try await bench.sagactl("why", saga).ending(0).output
                #expect(why.contains("the node node01, which"), "\(why)")
                #expect(try await bench.groups(on: "node01").isEmpty)
                try await bench.sagactl("unpause", "--node", "node01").ending(0)
                try await bench.until("it goes on", while: engine) {
                    try await bench.groups(on: "node01") == ["1"]
                }
                await bench.end(engine)
            }
        }

        private func count(_ type: String, _ saga: String, _ bench: Bench) async throws -> Int {
            try await bench.history(of: saga).count { $0["type"] as? String == type }
        }

        /// Lets a saga come to its end.
        private func finish(_ saga: String, _ end: String, _ bench: Bench) async throws {
            let engine = try await bench.serve()
            if end == "completed" {
                try await bench.start(["unpause", saga]).result().ending(0)
                try await bench.sagactl("signal", saga, "ask", "yes").ending(0)
            }
            try await bench.reaches(end, saga, beside: engine)
            await bench.end(engine)
        }
    }
}
