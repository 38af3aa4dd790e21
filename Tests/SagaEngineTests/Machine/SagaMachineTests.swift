import Journal
import Steps
import Testing

@testable import SagaEngine

@Suite struct SagaMachineTests {
    typealias Answer = MachineDriver.Answer

    struct Scenario: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let script: [Answer]
        let status: SagaStatus
        var before = false
    }

    static let happy: [Answer] = [
        .ok("action create@node01"), .ok("action create@node02"), .ok("action create@node03"),
    ]

    static let scenarios: [Scenario] = [
        Scenario(testDescription: "all succeed", script: happy, status: .completed),
        Scenario(
            testDescription: "a rejected step undoes those before it, last first",
            script: [
                .ok("action create@node01"), .ok("action create@node02"),
                .no("action create@node03"),
                .ok("compensation create@node02"), .ok("compensation create@node01"),
            ], status: .compensated),
        Scenario(
            testDescription: "an unknown action that took effect is not sent again",
            script: [.unknown("action create@node01"), .probe("node01", found: true)]
                + happy.dropFirst(), status: .completed),
        Scenario(
            testDescription: "an unknown action without effect is sent again",
            script: [.unknown("action create@node01"), .probe("node01", found: false)] + happy,
            status: .completed),
        Scenario(
            testDescription: "a refusal after an unknown try may be its echo: the probe decides",
            script: [
                .unknown("action create@node01"), .probe("node01", found: false),
                .no("action create@node01"),
                .probe("node01", found: true),
            ] + happy.dropFirst(), status: .completed),
        Scenario(
            testDescription: "an unknown step is compensated too, and confirmed",
            script: [
                .unknown("action create@node01"), .probe("node01", found: false),
                .unknown("action create@node01"), .probe("node01", found: false),
                .ok("compensation create@node01"), .probe("node01", found: false),
            ], status: .compensated),
        Scenario(
            testDescription: "an action that lands after its compensation is undone again",
            script: [
                .ok("action create@node01"),
                .unknown("action create@node02"), .probe("node02", found: false),
                .unknown("action create@node02"), .probe("node02", found: false),
                .ok("compensation create@node02"), .probe("node02", found: true),
                .ok("compensation create@node02"), .probe("node02", found: false),
                .ok("compensation create@node01"),
            ], status: .compensated),
        Scenario(
            testDescription: "an undo that never takes is not tried for ever",
            script: [
                .unknown("action create@node01"), .probe("node01", found: false),
                .unknown("action create@node01"), .probe("node01", found: false),
                .ok("compensation create@node01"), .probe("node01", found: true),
                .ok("compensation create@node01"), .probe("node01", found: true),
                .ok("compensation create@node01"), .probe("node01", found: true),
            ], status: .parked),
        Scenario(
            testDescription: "probes without an answer leave the step unknown",
            script: [
                .unknown("action create@node01"), .unknown("probe create@node01"),
                .unreachable("probe create@node01"),
                .ok("compensation create@node01"), .probe("node01", found: false),
            ], status: .compensated),
        Scenario(
            testDescription: "a connection that was never made needs no compensation",
            script: [
                .ok("action create@node01"), .unreachable("action create@node02"),
                .unreachable("action create@node02"), .ok("compensation create@node01"),
            ], status: .compensated),
        Scenario(
            testDescription: "a compensation that runs out of tries parks",
            script: [
                .ok("action create@node01"), .no("action create@node02"),
                .unknown("compensation create@node01"),
                .unreachable("compensation create@node01"), .unknown("compensation create@node01"),
            ], status: .parked),
        Scenario(
            testDescription: "a refused compensation parks if the action is in effect",
            script: [
                .ok("action create@node01"), .no("action create@node02"),
                .no("compensation create@node01"),
                .probe("node01", found: true),
            ], status: .parked),
        Scenario(
            testDescription: "a refused compensation is done if the action is not in effect",
            script: [
                .ok("action create@node01"), .no("action create@node02"),
                .no("compensation create@node01"),
                .probe("node01", found: false),
            ], status: .compensated),
        Scenario(
            testDescription: "nothing to do on a node: skipped, and not undone",
            script: [
                .ok("before create@node01", status: 404, [.status: .integer(404)]),
                .ok("before create@node02", [.status: .integer(200)]), .ok("action create@node02"),
                .ok("before create@node03", [.status: .integer(200)]), .no("action create@node03"),
                .ok("compensation create@node02"),
            ], status: .compensated, before: true),
        Scenario(
            testDescription: "what cannot be read is not touched",
            script: [.unknown("before create@node01"), .unknown("before create@node01")],
            status: .compensated, before: true),
        Scenario(
            testDescription: "a refused read sends nothing", script: [.no("before create@node01")],
            status: .compensated, before: true),
    ]

    @Test(arguments: scenarios)
    func endsAsItShould(_ scenario: Scenario) throws {
        var driver = try MachineDriver(.create(before: scenario.before))
        driver.run(scenario.script)
        #expect(driver.machine.status == scenario.status)
        #expect(driver.calls == scenario.script.map(\.call))
    }

    @Test(arguments: scenarios)
    func recoveryFoldsToTheLiveState(_ scenario: Scenario) throws {
        var driver = try MachineDriver(.create(before: scenario.before))
        driver.run(scenario.script)
        let replayed = driver.replayed()
        #expect(replayed.status == driver.machine.status)
        #expect(replayed.steps == driver.machine.steps)
        #expect(replayed.sequence == driver.machine.sequence)
        #expect(driver.entries.map(\.sequence) == Array(1...driver.entries.count))
    }

    @Test(arguments: scenarios)
    func aCrashInAnyCallEndsWithoutLosingTrack(_ scenario: Scenario) throws {
        for crashAt in scenario.script.indices {
            var driver = try MachineDriver(.create(before: scenario.before))
            driver.run(Array(scenario.script[..<crashAt]))
            guard let step = driver.ready.first, let call = driver.begin(step) else { continue }
            driver.crash()
            #expect(driver.state(step).inFlight == nil)
            // What may have been done is looked into; nothing is taken for granted.
            if call.kind == .action {
                #expect(driver.state(step).phase == .doubting)
                #expect(driver.state(step).isDoubtful)
            }
        }
    }

    @Test func aCrashDoesNotSpendTries() throws {
        var driver = try MachineDriver(.create())
        for _ in 0..<20 {
            driver.begin("create@node01")
            driver.crash()
            driver.run([.probe("node01", found: false)])
        }
        driver.run(Self.happy)
        #expect(driver.machine.status == .completed)
    }

    @Test func aCompensationIsConfirmedOnlyWhenNothingCanArriveAnyMore() throws {
        var driver = try MachineDriver(.create())
        driver.run([
            .unknown("action create@node01"), .unknown("probe create@node01"),
            .unknown("probe create@node01"),
            .ok("compensation create@node01"), .probe("node01", found: false),
        ])
        #expect(driver.machine.status == .compensated)
        let gaveUp = driver.entries.first { entry in
            if case .attemptEnded(let attempt, _) = entry.fact {
                attempt.kind == .action
            } else {
                false
            }
        }
        let confirmed = driver.entries.last { entry in
            if case .attemptStarted(let attempt) = entry.fact {
                attempt.kind == .probe
            } else {
                false
            }
        }
        let start = try #require(confirmed?.time)
        #expect(start - (try #require(gaveUp?.time)) >= 1_000)
    }

    @Test func locksAreHeldUntilLateRequestsHaveArrived() throws {
        var driver = try MachineDriver(.create())
        driver.cluster.nodes["node01"]?.maxRequestLifetime = 5_000
        driver.run(
            [.unknown("action create@node01"), .probe("node01", found: true)]
                + Self.happy.dropFirst())
        #expect(driver.machine.status == .completed)
        #expect(driver.waitedForLate == 5_000)
    }

    @Test func aParkedSagaGoesOnWithFreshTries() throws {
        var driver = try MachineDriver(.create())
        let failures: [Answer] = Array(
            repeating: .unreachable("compensation create@node01"), count: 3)
        let move = driver.run(
            [.ok("action create@node01"), .no("action create@node02")] + failures)
        #expect(move == .awaitOperator)
        driver.handle(.retried(by: "ann", reason: "the node is back"))
        driver.run([.ok("compensation create@node01")])
        #expect(driver.machine.status == .compensated)
    }

    @Test func aNodeThatLeftTheClusterParksTheSaga() throws {
        var driver = try MachineDriver(.create())
        driver.cluster.nodes["node02"] = nil
        let move = driver.run([.ok("action create@node01")])
        #expect(move == .awaitOperator)
        #expect(driver.machine.reason.contains("node02"))
    }

    @Test func retryAfterIsHonouredWithinBounds() throws {
        var driver = try MachineDriver(.create())
        let start = driver.now
        let asked = CallResult(.unreachable, status: nil, retryAfter: .seconds(3_600))
        driver.run([Answer(call: "action create@node01", result: asked)] + Self.happy)
        #expect(driver.now - start == .seconds(60))
    }

    @Test func aTryKeepsItsKeyAndBodyFromTryToTry() throws {
        var driver = try MachineDriver(.create())
        let first = driver.begin("create@node01")
        driver.crash()
        driver.run([.probe("node01", found: false)])
        let second = driver.begin("create@node01")
        #expect(first?.idempotencyKey == "\(driver.machine.id)/create@node01/action")
        #expect(second?.idempotencyKey == first?.idempotencyKey)
        #expect(second?.attempt == 2)
        #expect(first?.operation == second?.operation)
    }
}
