import Journal
import SagaTesting
import Steps
import Testing

@testable import SagaEngine

@Suite struct SagaQueryTests {
    /// A saga that is parked at node02, accepted ten minutes ago.
    private static func parked() throws -> MachineDriver {
        var workflow = try WorkflowDefinition.create()
        workflow.onFailure = .park
        var driver = try MachineDriver(workflow)
        driver.run([.ok("action create@node01"), .no("action create@node02")])
        return driver
    }

    @Test(
        "a question holds, or does not",
        arguments: [
            ("status=parked", true), ("status=running", false), ("status != running", true),
            ("status=parked and node=node02", true), ("node=node01", false),
            ("not node=node01", true), ("node=node01 or node=node02", true),
            ("step=create", true), ("step='create@node02'", true), ("step=create@node01", false),
            ("workflow=create and job=job and key=key", true), ("reason~refused", true),
            ("reason ~ 'no such'", false), ("age>5m", true), ("age > 1h", false),
            ("age<=10m", true), ("input.groupId=5", true), ("input.groupId >= 5", true),
            ("input.groupId > 5", false), ("input.other=5", false),
            ("input.other > 1", false), ("input.other >= 1", false), ("input.groupId > 4", true),
            ("(status=running or node=node02) and not age<1s", true),
        ])
    func holds(text: String, isOne: Bool) throws {
        let driver = try Self.parked()
        let query = try SagaQuery(text)
        let matches = query.matches(
            driver.machine, acceptedAt: driver.now, at: driver.now + .seconds(600),
            in: driver.cluster)
        #expect(matches == isOne)
    }

    @Test(
        "nonsense is told with its place",
        arguments: [
            ("", "empty"), ("state=parked", "at character 1: 'state' is no field"),
            ("status=done", "at character 8: 'done' is no status"),
            ("status=parked node=node03", "at character 15"), ("status", "at character 7"),
            ("status=", "a value is expected"), ("age>soon", "'soon' is no span"),
            ("(status=parked", "')' is missing"), ("key='a", "never closed"),
            ("node<node03", "compares ages"), ("and", "no field"), ("status=parked and", "field"),
            ("input.=1", "no field"), ("age~5m", "compared by"),
        ])
    func nonsense(text: String, says: String) {
        let error = #expect(throws: SagaQueryError.self) { try SagaQuery(text) }
        #expect(error?.description.contains(says) == true, "\(error?.description ?? "")")
    }

    @Test("a hostile question is refused, and exhausts no stack")
    func hostile() {
        for text in [
            String(repeating: "(", count: 4_000), String(repeating: "not ", count: 1_000),
            String(repeating: "x", count: 5_000), "\u{0}", "====", "~~~",
        ] {
            #expect(throws: SagaQueryError.self) { try SagaQuery(text) }
        }
    }
}
