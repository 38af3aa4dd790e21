import Journal
import SagaTesting
import Steps
import Testing

/// The whole engine in virtual time, while everything goes wrong.
@Suite("The simulator")
struct SimulatorTests {
    private static func small(_ sagas: Int = 20, minutes: Int64 = 20) -> SimulationOptions {
        var options = SimulationOptions()
        options.sagas = sagas
        options.faultTime = .seconds(minutes * 60)
        return options
    }

    @Test("finds every promise kept", arguments: 0..<12)
    func holds(batch: UInt64) throws {
        for seed in batch * 5..<(batch + 1) * 5 {
            let report = try Simulator(options: Self.small()).run(seed: seed)
            #expect(report.violations == [], "seed \(seed)")
            #expect(report.sagas >= 20)
        }
    }

    @Test(
        "runs one seed the same way every time, byte for byte", arguments: [1, 2, 3, 4] as [UInt64])
    func isDeterministic(seed: UInt64) throws {
        func trace() throws -> (lines: [String], digest: UInt64) {
            var lines: [String] = []
            let report = try Simulator(options: Self.small()).run(seed: seed) { lines.append($0) }
            return (lines, report.digest)
        }
        let (first, second) = (try trace(), try trace())
        let difference = zip(first.lines, second.lines).first { $0 != $1 }
        #expect(difference == nil)
        #expect(first.lines.count == second.lines.count)
        #expect(first.digest == second.digest)
    }

    @Test("lets every kind of fault happen, and sagas end in every way")
    func reachesEverything() throws {
        var kinds: Set<FaultKind> = []
        var met = 0
        var sagas = 0
        var completed = 0
        var compensated = 0
        for seed in 100..<120 as Range<UInt64> {
            let report = try Simulator(options: Self.small()).run(seed: seed)
            kinds.formUnion(report.faults.map(\.kind))
            met += report.faultsMet
            sagas += report.sagas
            completed += report.ends[.completed] ?? 0
            compensated += report.ends[.compensated] ?? 0
        }
        #expect(kinds == Set(FaultKind.allCases))
        #expect(met > sagas)
        #expect(completed > sagas / 10 && compensated > sagas / 10)
    }

    @Test("completes everything while nothing goes wrong")
    func withoutFaults() throws {
        var options = Self.small()
        options.faults = []
        let workflow = WorkflowDefinition(
            name: "pair",
            steps: [
                StepDefinition(
                    id: "make", forEach: .nodes,
                    action: CallDefinition(method: "POST", path: try Template("/things")),
                    compensation: CallDefinition(method: "DELETE", path: try Template("/things")))
            ])
        let report = try Simulator(workflow, options: options) { _ in [:] }.run(seed: 5)
        #expect(report.violations == [])
        #expect(report.faults == [])
        #expect(report.ends == [.completed: 20])
    }

    @Test("asks again after a no, whether the engine was started again or not", arguments: 1...6)
    func asksAgain(seed: UInt64) throws {
        var options = Self.small()
        options.faults = []
        let question = SignalDefinition(question: try Template("go on?"))
        let workflow = WorkflowDefinition(
            name: "question", onFailure: .park,
            steps: [
                StepDefinition(
                    id: "ask", forEach: .nodes, parallel: 3,
                    action: CallDefinition(.signal(question)))
            ])
        let report = try Simulator(workflow, options: options) { _ in [:] }.run(seed: seed)
        #expect(report.violations == [])
    }

    @Test("leaves out what it is told to leave out, and nothing else changes")
    func onlySome() throws {
        var options = Self.small()
        let all = try Simulator(options: options).run(seed: 9)
        options.onlyFaults = Set(all.faults)
        let same = try Simulator(options: options).run(seed: 9)
        #expect(same.digest == all.digest)
        options.onlySagas = [3, 4]
        options.onlyFaults = []
        let few = try Simulator(options: options).run(seed: 9)
        #expect(few.faults == [])
        #expect(few.sagas >= 2 && few.sagas < all.sagas)
    }

    @Test("says no to inputs that do not fit")
    func wrongInputs() throws {
        let workflow = WorkflowDefinition(
            name: "strict", inputs: ["size": InputDefinition(type: .integer)],
            steps: [
                StepDefinition(
                    id: "make", action: CallDefinition(method: "GET", path: try Template("/x")))
            ])
        let simulator = Simulator(workflow) { _ in ["size": .string("large")] }
        #expect(throws: InputError.self) { try simulator.run(seed: 1) }
    }

    @Test(
        "reads faults as it prints them",
        arguments: [Fault(.crash, at: "c17"), Fault(.late, at: "s3/create#2@node02/action/1.2")])
    func faultText(_ fault: Fault) {
        #expect(Fault(fault.description) == fault)
    }

    @Test("knows no fault by another name", arguments: ["", "crash", "crush:c1", ":c1"])
    func noFault(_ text: String) {
        #expect(Fault(text) == nil)
    }
}
