internal import Dispatch

/// Runs blocking calls on a thread that is not the cooperative pool's.
package enum Blocking {
    private static let queue = DispatchQueue(label: "saga.blocking", attributes: .concurrent)

    /// Runs what may fail.
    package static func run<Result: Sendable>(
        _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Swift.Result { try body() }) }
        }
    }

    /// Runs what cannot fail.
    package static func run<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async
        -> Result
    {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: body()) }
        }
    }
}
