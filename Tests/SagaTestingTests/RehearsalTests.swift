import Foundation
import Journal
import SagaTesting
import Steps
import Testing

/// Workflows that are failed in every way on stub nodes.
@Suite("A rehearsal")
struct RehearsalTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private static func rehearsal(
        _ text: String, file: String, inputs: [String: Value] = [:], nodes: [String],
        share: Int = 100
    ) throws -> Rehearsal {
        let library = WorkflowDirectory(path: folder.appending(path: "workflows").path)
        let workflow = try WorkflowDecoder.decode(text, file: file, library: library)
        var options = RehearsalOptions()
        options.nodes = nodes
        options.runs = 5
        options.share = share
        return Rehearsal(
            workflow, inputs: inputs,
            rules: try RehearsalDecoder.decode(text, file: file) ?? RehearsalRules(),
            options: options)
    }

    private static func text(_ file: String) throws -> String {
        try String(contentsOf: folder.appending(path: file), encoding: .utf8)
    }

    /// An example with a planted flaw, and how to mend it.
    struct Flaw: Sendable, CustomTestStringConvertible {
        let name: String
        let rule: RehearsalFinding.Rule
        let instance: String
        let words: String
        let advice: String
        let mending: [(String, String)]

        var testDescription: String { name }
    }

    static let flaws = [
        Flaw(
            name: "missing-compensation", rule: .left, instance: "folder@node01",
            words: "folder@node01 has no compensation", advice: "leaves: [folder]",
            mending: [
                (
                    "none: an empty folder harms nobody ", "DELETE: /v1/folders/${input.groupId} "
                )
            ]),
        Flaw(
            name: "wrong-order", rule: .parked, instance: "group@node01",
            words: "still has /v1/groups/rehearsal-1/members/ann",
            advice: "let its step need 'group'",
            mending: [("- id: member\n    needs: []", "- id: member\n    needs: [group]")]),
        Flaw(
            name: "not-idempotent", rule: .doubled, instance: "order@node01",
            words: "/orders/* 2 times", advice: "not idempotent where nodes ignore Idempotency-Key",
            mending: [
                ("POST: /orders", "PUT: /orders/${saga.id}"),
                ("DELETE: /orders/${steps.order.output.id}", "DELETE: /orders/${saga.id}"),
                (
                    "output: { id: reply.body.id }",
                    "probe: { GET: '/orders/${saga.id}', succeeded: [200, 404], "
                        + "applied: reply.status == 200 }"
                ),
            ]),
        Flaw(
            name: "lost-value", rule: .left, instance: "order@node01",
            words: "DELETE /orders/rehearsal-1, did not hit it and was answered 404",
            advice: "the node named it /orders/101",
            mending: [
                ("POST: /orders", "PUT: /orders/${saga.id}"),
                (
                    "    compensation:\n      DELETE: /orders/${input.reference}",
                    """
                        probe:
                          GET: /orders/${saga.id}
                          succeeded: [200, 404]
                          applied: reply.status == 200
                        compensation:
                          DELETE: /orders/${saga.id}
                    """
                ),
            ]),
        Flaw(
            name: "lying-probe", rule: .lyingProbe, instance: "create@node01",
            words: "said 'in effect' although it is not", advice: "applied: reply.status == 404",
            mending: [
                (
                    "applied: reply.status == 404",
                    "applied: reply.status == 200 and reply.headers.timestamp == saga.timestamp"
                )
            ]),
    ]

    @Test("finds the planted flaw, with a schedule of two faults at most", arguments: flaws)
    func findsFlaw(_ flaw: Flaw) throws {
        let rehearsal = try Self.rehearsal(
            Self.text("Examples/Flawed/\(flaw.name).yaml"), file: flaw.name, nodes: ["node01"])
        let report = try rehearsal.run()
        let finding = try #require(
            report.findings.first { $0.rule == flaw.rule && $0.instance == flaw.instance })
        #expect(finding.words.contains(flaw.words))
        #expect(finding.advice.contains(flaw.advice))
        #expect(finding.faults.count <= 2)
        #expect(!finding.seen.isEmpty)
        let again = try rehearsal.replay(finding.faults, in: finding.world)
        #expect(again.contains { $0.rule == flaw.rule && $0.instance == flaw.instance })
    }

    @Test("finds nothing once the flaw is mended", arguments: flaws)
    func mended(_ flaw: Flaw) throws {
        var text = try Self.text("Examples/Flawed/\(flaw.name).yaml")
        for (wrong, right) in flaw.mending {
            #expect(text.contains(wrong))
            text = text.replacing(wrong, with: right)
        }
        let report = try Self.rehearsal(
            text, file: flaw.name, nodes: ["node01"], share: 50
        ).run()
        #expect(report.findings.map(\.words) == [])
    }

    /// A workflow without flaws, and what it needs.
    struct Good: Sendable, CustomTestStringConvertible {
        let name: String
        var inputs: [String: Value] = [:]
        var nodes = ["node01"]

        var testDescription: String { name }
    }

    private static let two = ["node01", "node02"]

    static let good = [
        Good(name: "announce"), Good(name: "create-group", nodes: two),
        Good(name: "create-group-parallel", nodes: two), Good(name: "delete-group", nodes: two),
        Good(name: "nightly-cleanup"), Good(name: "provision"), Good(name: "rename-group"),
        Good(
            name: "approved-create", inputs: ["pilot": ["node01"], "rest": ["node02"]], nodes: two),
        Good(name: "move-group", inputs: ["from": ["node01"], "to": ["node02"]], nodes: two),
        Good(
            name: "staged-rollout", inputs: ["first": ["node01"], "second": ["node02"]], nodes: two
        ),
    ]

    @Test("finds nothing in the good workflows", arguments: good)
    func passesGood(_ good: Good) throws {
        let report = try Self.rehearsal(
            Self.text("workflows/\(good.name).yaml"), file: good.name, inputs: good.inputs,
            nodes: good.nodes, share: 10
        ).run()
        #expect(report.findings.map(\.words) == [])
        #expect((report.ends[.compensated] ?? 0) > 0)
        #expect((report.ends[.completed] ?? 0) > 0)
    }

    @Test("says the same for the same seed, and runs something else for another")
    func isDeterministic() throws {
        func report(seed: UInt64) throws -> RehearsalReport {
            var rehearsal = try Self.rehearsal(
                Self.text("Examples/Flawed/wrong-order.yaml"), file: "", nodes: ["node01"],
                share: 20)
            rehearsal.options.seed = seed
            return try rehearsal.run()
        }
        let (first, second, other) = (
            try report(seed: 7), try report(seed: 7), try report(seed: 8)
        )
        #expect(first.digest == second.digest)
        #expect(first.findings.map(\.words) == second.findings.map(\.words))
        #expect(first.findings.map(\.faults) == second.findings.map(\.faults))
        #expect(first.digest != other.digest)
    }
}
