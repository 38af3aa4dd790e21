internal import Steps
internal import Synchronization

/// Makes calls through another executor, and lets them go wrong as a schedule says.
final class FaultyExecutor: StepExecutor {
    /// What can go wrong on this side of a connection to a real node.
    static let kinds: [FaultKind] = [
        .requestLost, .replyLost, .errorAfter, .refused, .rejected, .slow, .late, .duplicated,
    ]

    private struct State {
        var schedule: [Fault] = []
        var cancel: @Sendable () async -> Void = {}
        var late: [Task<Void, Never>] = []
    }

    private let inner: any StepExecutor
    private let state = Mutex(State())

    init(_ inner: any StepExecutor) {
        self.inner = inner
    }

    /// Begins another run.
    func begin(_ schedule: [Fault], cancel: @escaping @Sendable () async -> Void) {
        state.withLock { state in
            state.schedule = schedule
            state.cancel = cancel
        }
    }

    /// Waits for what is still to arrive.
    func settle() async {
        let late = state.withLock { state in
            defer { state.late = [] }
            return state.late
        }
        for call in late { await call.value }
    }

    func execute(_ call: Call) async -> CallResult {
        let place = "/\(call.instance)/\(call.kind)/\(call.attempt)"
        let (kinds, cancel) = state.withLock { state in
            // A child's name is not known here; two steps of one name fail together.
            (state.schedule.filter { $0.place.hasSuffix(place) }.map(\.kind), state.cancel)
        }
        if kinds.contains(.cancelled) { await cancel() }
        switch kinds.first(where: { $0 != .cancelled }) {
        case .requestLost: return CallResult(.unknown, detail: "the rehearsal lost the request")
        case .replyLost:
            _ = await inner.execute(call)
            return CallResult(.unknown, detail: "the rehearsal lost the reply")
        case .late:
            arriveLater(call)
            return CallResult(.unknown, detail: "the rehearsal holds the request back")
        case .duplicated:
            arriveLater(call)
            return await inner.execute(call)
        case .errorAfter:
            _ = await inner.execute(call)
            return CallResult(.unknown, status: 500, detail: "the rehearsal says 500")
        case .refused: return CallResult(.unreachable, detail: "the rehearsal does not connect")
        case .rejected:
            return CallResult(.rejected, status: 403, detail: "the rehearsal says no")
        case .slow:
            try? await Task.sleep(for: .milliseconds(100))
            return await inner.execute(call)
        default: return await inner.execute(call)
        }
    }

    /// Sends a call when its saga has had time to go on, and well before the engine counts on its
    /// not arriving any more.
    private func arriveLater(_ call: Call) {
        let pause = min(call.timeout.rawValue / 4, 500)
        let inner = inner
        let late = Task {
            try? await Task.sleep(for: .milliseconds(pause))
            _ = await inner.execute(call)
        }
        state.withLock { $0.late.append(late) }
    }
}
