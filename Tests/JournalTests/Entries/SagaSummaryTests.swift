import Journal
import Steps
import Testing

struct SagaSummaryTests {
    private func summary(_ facts: Fact...) throws -> SagaSummary {
        var history = History(1)
        for fact in facts { history.add(fact) }
        return try #require(SagaSummary(folding: history.facts))
    }

    @Test("a saga that never started can be undone")
    func cancelled() throws {
        var saga = try summary(.compensationStarted(reason: "cancelled"))
        #expect(saga.status == .compensating)
        saga = try summary(
            .compensationStarted(reason: "cancelled"), .sagaParked(reason: "stuck"),
            .sagaRetried(by: "me", reason: "go on"))
        #expect(saga.status == .compensating)
        saga = try summary(.compensationStarted(reason: "cancelled"), .sagaCompensated)
        #expect(saga.status == .compensated)
        #expect(saga.reason == "cancelled")
    }

    @Test("a signal changes nothing, a migration the definition alone")
    func laterFacts() throws {
        var plain = try summary(.sagaStarted)
        #expect(
            try summary(
                .sagaStarted, .signalReceived(Signal(name: "go", accepted: false, by: "me")))
                == plain)
        plain.acceptance.definition = History.laterHash
        #expect(
            try summary(
                .sagaStarted,
                .definitionMigrated(History.laterHash, renamed: ["a": "b"], by: "me")) == plain)
    }
}
