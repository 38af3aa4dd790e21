import Synchronization
import TestProcesses

/// A value that is changed in one place and waited for in another.
final class Watched<Value: Sendable>: Sendable {
    private struct State {
        var value: Value
        var watchers: [Int: AsyncStream<Void>.Continuation] = [:]
        var nextTicket = 0
    }

    private let state: Mutex<State>

    init(_ value: Value) {
        state = Mutex(State(value: value))
    }

    var value: Value {
        state.withLock { $0.value }
    }

    /// Changes the value and has everybody look at it who waits.
    @discardableResult
    func change<Result>(_ body: (inout Value) -> Result) -> Result {
        let (result, watchers) = state.withLock { state in
            (body(&state.value), state.watchers.values)
        }
        for watcher in watchers { watcher.yield() }
        return result
    }

    /// Waits, for as long as the task is not cancelled, until the value is as asked for.
    @discardableResult
    func wait(
        until holds: @Sendable (Value) -> Bool
    ) async throws(CancellationError) -> Value {
        let (changes, watcher) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
        watcher.yield()
        let ticket = state.withLock { state in
            state.nextTicket += 1
            state.watchers[state.nextTicket] = watcher
            return state.nextTicket
        }
        defer { _ = state.withLock { $0.watchers.removeValue(forKey: ticket) } }
        for await _ in changes {
            let value = value
            if holds(value) { return value }
        }
        throw CancellationError()
    }

    /// Waits until the value is as asked for, or it is too late.
    @discardableResult
    func wait(
        for what: String, within limit: Duration = .seconds(30),
        until holds: @escaping @Sendable (Value) -> Bool
    ) async throws -> Value {
        try await Deadline.keep(what, within: limit) { try await self.wait(until: holds) }
    }
}
