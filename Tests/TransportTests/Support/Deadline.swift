import TestProcesses

/// Bounds what a test waits for.
enum Deadline {
    /// Runs the body and cancels it when it takes too long.
    ///
    /// - Throws: ``TooLate`` then, and what the body throws.
    static func keep<Value: Sendable>(
        _ what: String, within limit: Duration = .seconds(30),
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value.self) { tasks in
            tasks.addTask { try await body() }
            tasks.addTask {
                try await Task.sleep(for: limit)
                throw TooLate(what: what)
            }
            defer { tasks.cancelAll() }
            guard let first = try await tasks.next() else { preconditionFailure("no task") }
            return first
        }
    }
}
