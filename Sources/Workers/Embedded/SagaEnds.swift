internal import Steps
internal import Synchronization

/// Tells those who wait for a saga that it has ended, or that nothing runs any more.
final class SagaEnds: Sendable {
    private struct State {
        var waiting: [SagaID: [Int: AsyncStream<Void>.Continuation]] = [:]
        var next = 0
        var failure: (any Error)?
    }

    private let state = Mutex(State())

    /// Ends when the saga has ended or is parked, or when nothing runs any more.
    ///
    /// - Throws: why nothing runs any more.
    func news(of saga: SagaID) throws -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        let number = try state.withLock { state in
            if let failure = state.failure { throw failure }
            state.next += 1
            state.waiting[saga, default: [:]][state.next] = continuation
            return state.next
        }
        continuation.onTermination = { [weak self] _ in self?.forget(saga, number) }
        return stream
    }

    /// The saga has ended or is parked, and that is durable.
    func note(_ saga: SagaID) {
        let waiting = state.withLock { $0.waiting.removeValue(forKey: saga) }
        for continuation in (waiting ?? [:]).values { continuation.finish() }
    }

    /// Nothing runs any more; the first reason counts.
    func fail(_ error: any Error) {
        let waiting = state.withLock { state in
            if state.failure == nil { state.failure = error }
            defer { state.waiting = [:] }
            return state.waiting
        }
        for continuation in waiting.values.flatMap(\.values) { continuation.finish() }
    }

    /// - Throws: why nothing runs any more.
    func check() throws {
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }

    private func forget(_ saga: SagaID, _ number: Int) {
        state.withLock { state in
            state.waiting[saga]?[number] = nil
            if state.waiting[saga]?.isEmpty == true { state.waiting[saga] = nil }
        }
    }
}
