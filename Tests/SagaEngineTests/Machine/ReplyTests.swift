import Journal
import Steps
import Testing

@testable import SagaEngine

/// What steps know of each other's replies, and how requests are filled in.
@Suite struct ReplyTests {
    private func named(
        _ reference: String, inCompensation: Bool = false
    ) throws -> WorkflowDefinition {
        var make = try StepDefinition.program("make", forEach: .nodes, parallel: 3)
        make.output = ["id": .body(["id"])]
        var use = try StepDefinition.program("use", forEach: .nodes, parallel: 3)
        let operation = Operation.program(name: "do", arguments: [try Template(reference)])
        if inCompensation {
            make.compensation?.operation = operation
        } else {
            use.action.operation = operation
        }
        return .steps([make, use])
    }

    private func made(_ workflow: WorkflowDefinition) throws -> MachineDriver {
        var driver = try MachineDriver(workflow)
        for node in ["node03", "node01", "node02"] {
            driver.begin("make@\(node)")
            driver.end("make@\(node)", .ok(200, [.body(["id"]): .string("id-\(node)")]))
        }
        return driver
    }

    @Test(arguments: ["${steps.make.reply.body.id}", "${steps.make.output.id}"])
    func eachNodeSeesItsOwn(reference: String) throws {
        var driver = try made(named(reference))
        for node in ["node02", "node03", "node01"] {
            #expect(driver.begin("use@\(node)")?.arguments == ["id-\(node)"])
        }
        driver = try made(named(reference, inCompensation: true))
        driver.cancel()
        for node in ["node02", "node03", "node01"] {
            #expect(driver.begin("make@\(node)")?.arguments == ["id-\(node)"])
        }
    }

    @Test func outputsAreAskedForAndSurviveACrash() throws {
        let workflow = try named("${steps.make.output.id}")
        var driver = try MachineDriver(workflow)
        #expect(driver.begin("make@node01")?.captures.contains(.body(["id"])) == true)
        driver = try made(workflow)
        driver.crash()
        #expect(driver.begin("use@node02")?.arguments == ["id-node02"])
    }

    @Test func aTextBodyIsPlainUnlessItSaysOtherwise() throws {
        func headers(_ own: [String: Template]) throws -> [String: String] {
            let request = HTTPRequestDefinition(
                method: "POST", path: try Template("/g/${input.groupId}"), headers: own,
                body: .text(try Template("group ${input.groupId}")))
            let step = StepDefinition(
                id: "a", node: try Template("node01"), action: CallDefinition(.http(request)))
            var driver = try MachineDriver(.steps([step]))
            let sent = try #require(driver.begin("a@node01")?.request)
            #expect(sent.body == "group 5")
            #expect(sent.path == "/g/5")
            return Dictionary(uniqueKeysWithValues: sent.headers.map { ($0.name, $0.value) })
        }
        #expect(try headers([:]) == ["Content-Type": "text/plain; charset=utf-8"])
        let own = try headers(["content-type": try Template("text/csv")])
        #expect(own == ["content-type": "text/csv"])
    }
}
