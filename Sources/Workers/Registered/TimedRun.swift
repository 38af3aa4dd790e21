internal import Steps
internal import Synchronization

/// Runs a step for as long as it may take.
///
/// Code that takes no notice of being cancelled cannot be stopped, so its end is not waited for: a
/// worker must come back in time. This is why its task is no child of the worker's.
final class TimedRun: Sendable {
    private struct State {
        var waiter: CheckedContinuation<CallResult, Never>?
        /// What came first, if that was before anybody waited.
        var result: CallResult?
    }

    private let timeout: Milliseconds
    private let state = Mutex(State())

    /// - Parameter timeout: after it the run is cancelled, and nothing is known of its effect.
    init(timeout: Milliseconds) {
        self.timeout = timeout
    }

    /// What came of it; to be called once.
    func result(_ body: @escaping @Sendable () async -> CallResult) async -> CallResult {
        let run = Task { finish(await body()) }
        let limit = Task { [timeout] in
            guard (try? await Task.sleep(for: timeout.duration)) != nil else { return }
            finish(CallResult(.unknown, detail: "not done within \(timeout)"))
            run.cancel()
        }
        defer { limit.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let result: CallResult? = state.withLock { state in
                    if state.result == nil { state.waiter = continuation }
                    return state.result
                }
                if let result { continuation.resume(returning: result) }
            }
        } onCancel: {
            run.cancel()
        }
    }

    private func finish(_ result: CallResult) {
        let waiter: CheckedContinuation<CallResult, Never>? = state.withLock { state in
            guard state.result == nil else { return nil }
            state.result = result
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: result)
    }
}
