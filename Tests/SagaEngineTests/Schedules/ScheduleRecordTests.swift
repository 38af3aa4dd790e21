import Steps
import Testing

@testable import SagaEngine

struct ScheduleRecordTests {
    private static let text =
        #"{"definition":{"catchUp":3600000,"every":60000,"inputs":{"a":1},"overlap":"allow","#
        + #""zone":"UTC"},"isPaused":true,"lastMoment":720000,"lastRun":"00000000000500000007","#
        + #""name":"nightly","runs":1,"skipped":1,"version":1,"workflow":"tidy-up","#
        + #""workflowHash":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="}"#

    private static func state() throws -> ScheduleState {
        var state = try ScheduleState.sample(
            .every(60_000), overlap: .allow, inputs: ["a": .integer(1)])
        _ = state.decide(at: .minute(11), unfinishedRuns: 0)
        state.lastRun = SagaID(microseconds: 5, random: 7)
        _ = state.pause(at: .minute(12))
        return state
    }

    @Test func theStoredFormIsStable() throws {
        let state = try Self.state()
        #expect(String(decoding: try state.encoded(), as: UTF8.self) == Self.text)
        #expect(try ScheduleState(encoded: Array(Self.text.utf8)) == state)
    }

    @Test func aNewScheduleIsReadBack() throws {
        let state = try ScheduleState.sample(.cron(try CronExpression("@daily")))
        #expect(try ScheduleState(encoded: state.encoded()) == state)
    }

    @Test(arguments: [
        (#""version":1"#, #""version":2"#, "version 2"),
        (#""every":60000"#, #""every":6"#, "every 6ms is too often"),
        (#""lastRun":"0000"#, #""lastRun":"?"#, "a last run '?"),
        (#""workflowHash":"AAEC"#, #""workflowHash":""#, "no version of its workflow"),
        (#""runs":1,"#, "", "not the record of a schedule"),
        ("{", "", "not the record of a schedule"),
    ])
    func otherRecordsAreRefused(part: String, instead: String, message: String) {
        let text = Self.text.replacing(part, with: instead, maxReplacements: 1)
        let error = #expect(throws: ScheduleError.self) {
            try ScheduleState(encoded: Array(text.utf8))
        }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test func namesOfRunsAreStable() throws {
        let state = try Self.state()
        #expect(state.job == "schedule/nightly")
        #expect(state.key(of: .minute(0.5)) == "1970-01-01T00:00:30.000Z")
    }
}
