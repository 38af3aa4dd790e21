import Steps
import Testing
import Workers

@Suite struct RoutedStepExecutorTests {
    private struct Named: StepExecutor {
        let name: String

        func execute(_ call: Call) async -> CallResult {
            CallResult(.succeeded, detail: name)
        }
    }

    static let operations: [(Call.Operation, String, String)] = [
        (.http(.init(method: "GET", path: "/")), "http", "no requests are sent to nodes"),
        (
            .program(name: "backup", arguments: []), "programs",
            "no local programs are run, and not 'backup'"
        ),
        (
            .registered(name: "pay", input: nil), "registered",
            "no steps written in Swift are run, and not 'pay'"
        ),
    ]

    @Test(arguments: operations)
    func asksTheOneThatKnows(operation: Call.Operation, name: String, refusal: String) async {
        let executor = RoutedStepExecutor(
            http: Named(name: "http"), programs: Named(name: "programs"),
            registered: Named(name: "registered"))
        let result = await executor.execute(.sample(operation))
        #expect(result == CallResult(.succeeded, detail: name))
        let nobody = await RoutedStepExecutor().execute(.sample(operation))
        #expect(nobody == CallResult(.unreachable, detail: "nothing was done: here \(refusal)"))
    }
}
