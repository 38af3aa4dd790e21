public import Steps

/// Gives each call to the executor that knows how to make it.
public struct RoutedStepExecutor: StepExecutor {
    private let http: (any StepExecutor)?
    private let programs: (any StepExecutor)?
    private let registered: (any StepExecutor)?

    /// Puts executors together; what there is none for cannot be reached.
    public init(
        http: (any StepExecutor)? = nil, programs: (any StepExecutor)? = nil,
        registered: (any StepExecutor)? = nil
    ) {
        self.http = http
        self.programs = programs
        self.registered = registered
    }

    /// Makes one call and says what is known of its effect.
    public func execute(_ call: Call) async -> CallResult {
        let (executor, words) =
            switch call.operation {
            case .http: (http, "requests")
            case .program: (programs, "programs")
            case .registered(let name, _): (registered, "'\(name)'")
            }
        guard let executor else {
            return CallResult(.unreachable, detail: "nothing here knows how to make \(words)")
        }
        return await executor.execute(call)
    }
}
