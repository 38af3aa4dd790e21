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
        (.http(.init(method: "GET", path: "/")), "http", "requests"),
        (
            .program(name: "backup", arguments: []), "programs",
            "programs"
        ),
        (
            .registered(name: "pay", input: nil), "registered",
            "'pay'"
        ),
    ]

    @Test(arguments: operations)
    func asksTheOneThatKnows(operation: Call.Operation, name: String, words: String) async {
        let executor = RoutedStepExecutor(
            http: Named(name: "http"), programs: Named(name: "programs"),
            registered: Named(name: "registered"))
        let result = await executor.execute(.sample(operation))
        #expect(result == CallResult(.succeeded, detail: name))
        let nobody = await RoutedStepExecutor().execute(.sample(operation))
        #expect(
            nobody == CallResult(.unreachable, detail: "nothing here knows how to make \(words)"))
    }
}
