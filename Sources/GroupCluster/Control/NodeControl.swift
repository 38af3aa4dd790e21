import ServiceLifecycle
import Synchronization

/// Holds a node's ``ControlState`` and the requests that wait for a hang to end.
final class NodeControl: Sendable {
    private struct Guarded {
        var state: ControlState
        var nextTicket = 0
        /// Finishing a stream lets the request go on that waits on it.
        var hanging: [Int: AsyncStream<Void>.Continuation] = [:]
    }

    private let guarded: Mutex<Guarded>

    init(_ state: ControlState) {
        guarded = Mutex(Guarded(state: state))
    }

    var state: ControlState {
        guarded.withLock { $0.state }
    }

    func nextFault() -> Fault? {
        guarded.withLock { $0.state.nextFault() }
    }

    /// How many requests wait for the end of a hang.
    var hangingCount: Int {
        guarded.withLock { $0.hanging.count }
    }

    /// Applies the change, and lets waiting requests go if the hang ended.
    func apply(_ change: ControlChange) {
        let released = guarded.withLock { guarded -> [AsyncStream<Void>.Continuation] in
            guarded.state.apply(change)
            guard !guarded.state.hang else { return [] }
            defer { guarded.hanging.removeAll() }
            return guarded.hanging.sorted { $0.key < $1.key }.map(\.value)
        }
        for continuation in released { continuation.finish() }
    }

    /// Waits until the node hangs no longer.
    ///
    /// - Parameter hang: what ``joinHang()`` returned; giving it up ends the wait early.
    /// - Returns: false if the wait ended early, in which case the request is not to be served.
    func waitWhileHanging(_ hang: Hang) async -> Bool {
        await withGracefulShutdownHandler {
            for await _ in hang.stream {}
        } onGracefulShutdown: {
            hang.continuation.finish()
        }
        return guarded.withLock { guarded in
            // Only the end of the hang takes the ticket away; whoever still has it gave up.
            guarded.hanging.removeValue(forKey: hang.ticket) == nil
        }
    }

    /// Joins the requests that hang, or returns nil if the node does not hang.
    func joinHang() -> Hang? {
        guarded.withLock { guarded in
            guard guarded.state.hang else { return nil }
            let (stream, continuation) = AsyncStream<Void>.makeStream()
            let hang = Hang(
                ticket: guarded.nextTicket, stream: stream, continuation: continuation)
            guarded.nextTicket += 1
            guarded.hanging[hang.ticket] = continuation
            return hang
        }
    }
}
