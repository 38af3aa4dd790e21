import Foundation
import Journal
import SagaEngine
import Steps
import Synchronization
import Testing
import Workers

/// Sagas that wait for locks, people, each other and operators, all of it mixed: the engine must
/// know when nothing moves any more, and go on when something does.
@Suite struct WaitingSagasTests {
    /// A step that is refused until it is let.
    private final class Gate: Sendable {
        private let isOpen = Mutex(false)

        func open() { isOpen.withLock { $0 = true } }

        var steps: StepRegistry {
            var steps = StepRegistry()
            steps.add("pass") { [self] (_: NoInput, _) in
                guard isOpen.withLock({ $0 }) else { throw StepRejection("the gate is closed") }
            }
            return steps
        }
    }

    private static func run(_ body: (RunningSagas, Gate) async throws -> Void) async throws {
        let url = FileManager.default.temporaryDirectory
            .appending(path: "sagas-\(UInt64.random(in: 0 ... .max))")
        defer { try? FileManager.default.removeItem(at: url) }
        let gate = Gate()
        let sagas = EmbeddedSagas(
            directory: url.path(), executor: gate.steps,
            journal: JournalConfiguration(capacityBytes: 4 << 20))
        try await sagas.run { try await body($0, gate) }
    }

    /// A child that is parked until the gate is open, under as many parents as asked for.
    private static func family(_ depth: Int) throws -> WorkflowDefinition {
        guard depth > 0 else {
            return try WorkflowDefinition("child", onFailure: .park) {
                Step("pass") {
                    Action { .use("pass") }
                    NothingToUndo("only a gate")
                }
            }
        }
        let child = try family(depth - 1)
        return try WorkflowDefinition("parent-\(depth)") {
            Step("child") {
                Action { .saga(child) }
                NothingToUndo("only a gate")
            }
        }
    }

    private static func parked(_ sagas: RunningSagas) async -> SagaID? {
        await sagas.idle()
        return sagas.engine.parked().first
    }

    @Test func anAnswerToASagaThatWaitsForALockIsKept() async throws {
        try await Self.run { sagas, _ in
            let locked = try WorkflowDefinition("locked") {
                Lock("the only one")
                Step("ask") { Action { .ask("Done?") } }
            }
            let first = try await sagas.submit(locked, inputs: [:], key: "1").saga
            let second = try await sagas.submit(locked, inputs: [:], key: "2").saga
            while sagas.engine.heldLocks().first?.waiting.count != 1 { await Task.yield() }
            try await sagas.answer(second, step: "ask", .yes, by: "me")
            try await sagas.answer(first, step: "ask", .yes, by: "me")
            let end = try await sagas.outcome(of: second)
            #expect(end.status == .completed)
            await sagas.idle()
            #expect(sagas.engine.unsettled == 0)
        }
    }

    @Test func anAnswerToAParkedSagaIsKept() async throws {
        try await Self.run { sagas, gate in
            let workflow = try WorkflowDefinition("mixed", onFailure: .park) {
                Step("ask") { Action { .ask("Done?") } }
                Step("pass", needs: []) {
                    Action { .use("pass") }
                    NothingToUndo("only a gate")
                }
            }
            let saga = try await sagas.submit(workflow, inputs: [:], key: "1").saga
            let parked = try await sagas.outcome(of: saga)
            #expect(parked.status == .parked)
            try await sagas.answer(saga, step: "ask", .yes, by: "me")
            await sagas.idle()
            gate.open()
            try await sagas.engine.retry(saga, by: "me", reason: "")
            let end = try await sagas.outcome(of: saga)
            #expect(end.status == .completed)
            await sagas.idle()
            #expect(sagas.engine.unsettled == 0)
        }
    }

    @Test(arguments: 0...2)
    func nothingMovesWhileADescendantIsParked(_ depth: Int) async throws {
        try await Self.run { sagas, gate in
            let saga = try await sagas.submit(Self.family(depth), inputs: [:], key: "1").saga
            let parked = try #require(await Self.parked(sagas))
            #expect((parked == saga) == (depth == 0))
            gate.open()
            try await sagas.engine.retry(parked, by: "me", reason: "mended")
            let end = try await sagas.outcome(of: saga)
            #expect(end.status == .completed)
            await sagas.idle()
            #expect(sagas.engine.unsettled == 0)
        }
    }

    @Test(arguments: 0...2)
    func aFamilyWithAParkedChildCanBeCancelled(_ depth: Int) async throws {
        try await Self.run { sagas, _ in
            let saga = try await sagas.submit(Self.family(depth), inputs: [:], key: "1").saga
            _ = try #require(await Self.parked(sagas))
            try await sagas.engine.cancel(saga, by: "me", reason: "no more")
            await sagas.idle()
            let end = try await sagas.outcome(of: saga)
            #expect(end.status == .compensated)
            #expect(sagas.engine.unsettled == 0)
        }
    }

    @Test func whatHasNotStartedCanBeCancelled() async throws {
        try await Self.run { sagas, gate in
            gate.open()
            let workflow = try Self.family(0)
            let later = SystemClock().now() + .seconds(3_600)
            let engine = sagas.engine
            let receipt = try await engine.submit(
                [Submission(key: "later", inputs: [:], notBefore: later)],
                of: engine.define(workflow), job: "job")[0]
            try await engine.cancel(receipt.saga, by: "me", reason: "not needed")
            let end = try await sagas.outcome(of: receipt.saga)
            #expect(end.status == .compensated)
            await sagas.idle()
            #expect(engine.unsettled == 0)
        }
    }
}
