import Foundation
import Journal
import SagaEngine
import Steps
import Synchronization
import Testing
import Workers

/// The whole engine in a program, on a real journal.
@Suite struct EmbeddedSagasTests {
    private struct Broken: Error {}

    private static func booking() throws -> WorkflowDefinition {
        try WorkflowDefinition("booking") {
            Input("customer", .string)
            Step("reserve") {
                Action { .use("reserve", with: ["name": "${input.customer}"]) }
                Output("seat", "reply.body.seat")
                Compensation { .use("free", with: ["seat": "${steps.reserve.output.seat}"]) }
            }
            Step("approve", when: "input.customer == 'careful'") {
                Action { .ask("Really?") }
            }
            Step("pay", retry: Retry(attempts: 2, initial: .zero, cap: .zero)) {
                Action { .use("pay", with: ["name": "${input.customer}"]) }
                NothingToUndo("nothing was taken")
            }
        }
    }

    private static func inDirectory(_ body: (String) async throws -> Void) async throws {
        let url = FileManager.default.temporaryDirectory
            .appending(path: "sagas-\(UInt64.random(in: 0 ... .max))")
        defer { try? FileManager.default.removeItem(at: url) }
        try await body(url.path())
    }

    private static func sagas(_ directory: String, _ shop: Shop) -> EmbeddedSagas {
        EmbeddedSagas(
            directory: directory, executor: shop.steps,
            journal: JournalConfiguration(capacityBytes: 4 << 20))
    }

    @Test func sagasRunToTheirEnds() async throws {
        try await Self.inDirectory { directory in
            let shop = Shop()
            let booking = try Self.booking()
            try await Self.sagas(directory, shop).run { sagas in
                var ids: [String: SagaID] = [:]
                for name in ["good", "poor", "careful"] {
                    let receipt = try await sagas.submit(
                        booking, inputs: ["customer": "\(name)"], key: name)
                    #expect(receipt.isNew)
                    ids[name] = receipt.saga
                }
                let good = try await sagas.outcome(of: #require(ids["good"]))
                #expect(good.status == .completed && good.reason.isEmpty)
                let poor = try await sagas.outcome(of: #require(ids["poor"]))
                #expect(poor.status == .compensated && poor.reason.contains("no money"))
                #expect(shop.seats["poor"] == nil && shop.seats["good"] != nil)

                let careful = try #require(ids["careful"])
                for await name in shop.reserved where name == "careful" { break }
                try await sagas.answer(careful, step: "approve", .yes, by: "the boss")
                let end = try await sagas.outcome(of: careful)
                #expect(end.status == .completed)
                // What has ended is known still, wherever it lies by now.
                let again = try await sagas.outcome(of: careful)
                #expect(again == end)
                let repeated = try await sagas.submit(
                    booking, inputs: ["customer": "good"], key: "good")
                #expect(!repeated.isNew && repeated.saga == ids["good"])
            }
        }
    }

    @Test func aSagaThatWaitsForALockCanBeCancelled() async throws {
        try await Self.inDirectory { directory in
            let shop = Shop()
            let locked = try WorkflowDefinition("locked") {
                Lock("the only one")
                Step("ask") { Action { .ask("Done?") } }
            }
            try await Self.sagas(directory, shop).run { sagas in
                var ids: [SagaID] = []
                for key in ["first", "second", "third"] {
                    ids.append(try await sagas.submit(locked, inputs: [:], key: key).saga)
                }
                while sagas.engine.heldLocks().first?.waiting.count != 2 { await Task.yield() }
                try await sagas.engine.cancel(ids[1], by: "me", reason: "too late")
                let second = try await sagas.outcome(of: ids[1])
                #expect(second.status == .compensated)
                for id in [ids[0], ids[2]] {
                    try await sagas.answer(id, step: "ask", .yes, by: "me")
                    let end = try await sagas.outcome(of: id)
                    #expect(end.status == .completed)
                }
                await sagas.idle()
                #expect(sagas.engine.heldLocks().isEmpty && sagas.engine.unsettled == 0)
            }
        }
    }

    @Test func whatIsUnfinishedGoesOnWithTheNextRun() async throws {
        try await Self.inDirectory { directory in
            let booking = try Self.booking()
            let first = Shop()
            let saga = try await Self.sagas(directory, first).run { sagas in
                let receipt = try await sagas.submit(
                    booking, inputs: ["customer": "careful"], key: "1")
                for await name in first.reserved where name == "careful" { break }
                return receipt.saga
            }
            let second = Shop()
            try await Self.sagas(directory, second).run { sagas in
                #expect(sagas.recovery.unfinished == 1)
                try await sagas.answer(saga, step: "approve", .no, by: "the boss")
                let end = try await sagas.outcome(of: saga)
                #expect(end.status == .compensated)
                await sagas.idle()
            }
            #expect(second.freed == ["seat-careful"])
        }
    }

    @Test func aParkedSagaIsAnOutcomeToo() async throws {
        try await Self.inDirectory { directory in
            var parking = try Self.booking()
            parking.onFailure = .park
            try await Self.sagas(directory, Shop()).run { sagas in
                let receipt = try await sagas.submit(
                    parking, inputs: ["customer": "poor"], key: "1")
                let first = try await sagas.outcome(of: receipt.saga)
                #expect(first.status == .parked)
                try await sagas.engine.cancel(receipt.saga, by: "me", reason: "enough")
                let end = try await sagas.outcome(of: receipt.saga)
                #expect(end.status == .compensated)
            }
        }
    }

    @Test func mistakesAreThrown() async throws {
        try await Self.inDirectory { directory in
            let booking = try Self.booking()
            let embedded = Self.sagas(directory, Shop())
            try await embedded.run { sagas in
                await #expect(throws: InputError.self) {
                    try await sagas.submit(booking, key: "1")
                }
                let unknown = await #expect(throws: SagaError.self) {
                    try await sagas.outcome(of: SagaID(microseconds: 1, random: 1))
                }
                #expect(unknown?.code == .unknownSaga)
                let second = await #expect(throws: JournalError.self) {
                    try await embedded.run { _ in }
                }
                #expect(second?.code == .inUse)
            }
        }
    }

    @Test func whatTheProgramThrowsIsPassedOnWhenAllIsClosed() async throws {
        try await Self.inDirectory { directory in
            let embedded = Self.sagas(directory, Shop())
            await #expect(throws: Broken.self) {
                try await embedded.run { _ in throw Broken() }
            }
            let unfinished = try await embedded.run { $0.recovery.unfinished }
            #expect(unfinished == 0)
        }
    }

    @Test func whoeverWaitsCanBeCancelled() async throws {
        try await Self.inDirectory { directory in
            let shop = Shop()
            let booking = try Self.booking()
            try await Self.sagas(directory, shop).run { sagas in
                let receipt = try await sagas.submit(
                    booking, inputs: ["customer": "careful"], key: "1")
                let waiting = Task { try await sagas.outcome(of: receipt.saga) }
                for await name in shop.reserved where name == "careful" { break }
                waiting.cancel()
                await #expect(throws: CancellationError.self) { try await waiting.value }
            }
        }
    }
}
