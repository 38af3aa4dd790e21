public import Steps

/// Gives each call to the executor that knows what it does.
public struct RoutedStepExecutor: StepExecutor {
    private let http: (any StepExecutor)?
    private let programs: (any StepExecutor)?
    private let registered: (any StepExecutor)?

    /// Puts a router together; what there is no executor for is never done, and its calls say so.
    ///
    /// - Parameters:
    ///   - http: sends requests to nodes.
    ///   - programs: runs local programs.
    ///   - registered: runs what Swift code has registered.
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
        let (executor, what) =
            switch call.operation {
            case .http: (http, "requests are sent to nodes")
            case .program(let name, _): (programs, "local programs are run, and not '\(name)'")
            case .registered(let name, _):
                (registered, "steps written in Swift are run, and not '\(name)'")
            }
        guard let executor else {
            return CallResult(.unreachable, detail: "nothing was done: here no \(what)")
        }
        return await executor.execute(call)
    }
}
