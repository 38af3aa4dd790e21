public import Steps

/// Answers every call at once with success, and makes none: what is left is the engine's own cost.
public struct InstantExecutor: StepExecutor {
    private let onCall: @Sendable () -> Void

    /// An executor that makes no calls.
    ///
    /// - Parameter onCall: told of each call that would have been made.
    public init(onCall: @escaping @Sendable () -> Void = {}) {
        self.onCall = onCall
    }

    /// See `StepExecutor`.
    public func execute(_ call: Call) async -> CallResult {
        onCall()
        return CallResult(.succeeded, status: 201)
    }
}
