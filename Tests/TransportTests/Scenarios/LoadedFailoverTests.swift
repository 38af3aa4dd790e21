import NIOCore
import NIOHTTP1
import Testing
import Transport

extension Scenarios {
    /// Eight workers create groups while replicas die and come back.
    struct LoadedFailoverTests {
        @Test(arguments: [true, false])
        func noWorkerFailsAndNothingIsDoneTwice(sharesIdempotency: Bool) async throws {
            try await TestBed.run { bed async throws in
                let replicas = try await bed.replicas(3)
                let client = try await bed.client(replicas.map { $0.url() }) { settings in
                    settings.sharesIdempotency = sharesIdempotency
                    settings.circuitBreaker.grace = .milliseconds(100)
                    settings.failback = .milliseconds(50)
                }
                let isOver = Watched(false)
                let made = Watched(0)
                let groups = try await withThrowingTaskGroup(of: [String].self) { workers in
                    for worker in 0..<8 {
                        workers.addTask { try await work(worker, client, made, until: isOver) }
                    }
                    for round in 0..<6 {
                        let goal = made.value + 40
                        try await made.wait(for: "round \(round)") { $0 > goal }
                        let victim = await client.active()
                        let replica = replicas.first { $0.url() == victim } ?? replicas[0]
                        await replica.kill()
                        let later = made.value + 40
                        try await made.wait(for: "work after \(round)") { $0 > later }
                        try await replica.restart()
                    }
                    isOver.change { $0 = true }
                    return try await workers.reduce(into: []) { $0 += $1 }
                }
                try await check(try await replicas[1].ledger(), groups)
                #expect(client.switches.count >= 6)
            }
        }

        /// Creates one group after the other, as a saga would: what may have been done is looked at
        /// before it is done again.
        private func work(
            _ worker: Int, _ client: ObservedClient, _ made: Watched<Int>,
            until isOver: Watched<Bool>
        ) async throws -> [String] {
            var groups: [String] = []
            while !isOver.value {
                let group = "\(worker)-\(groups.count)"
                while try await !hasCreated(group, client) {}
                groups.append(group)
                made.change { $0 += 1 }
            }
            return groups
        }

        private func hasCreated(_ group: String, _ client: ObservedClient) async throws -> Bool {
            do {
                let reply = try await client.create(group, key: "key-\(group)")
                // It is there from a try whose reply was lost.
                #expect(reply.status == 201 || reply.status == 400 && reply.tries > 1)
                return true
            } catch let error as TransportError {
                guard error.effect == .possible else {
                    #expect(
                        error.code == .temporarilyUnavailable || error.code == .connectionRefused)
                    return false
                }
                return try await client.client.send(Request(.GET, "/v1/group/\(group)")).status
                    == 200
            }
        }

        private func check(_ ledger: [LedgerRow], _ groups: [String]) async throws {
            #expect(ledger.map(\.seq) == Array(1...ledger.count))
            let applied = ledger.filter { $0.applied && $0.method == "POST" }.compactMap(\.groupId)
            #expect(applied.count == Set(applied).count)
            #expect(applied.sorted() == groups.sorted())
        }
    }
}
