internal import Journal
internal import Steps
internal import Synchronization

/// The long-lived tasks that wake sagas and read accepted ones ahead.
extension SagaEngine {
    /// Lanes that are read ahead at once: more would fill memory, and take turns anyway.
    private static let lanesAtOnce = 64

    /// Keeps some accepted sagas of each lane in memory, ready to start; the others stay in the
    /// journal.
    func readAhead() async throws {
        while !state.withLock({ $0.isStopped }) {
            guard state.withLock({ $0.isRecovered }) else {
                await feedAlarm.wait(until: nil)
                continue
            }
            let isAnyRead = try await readLanes()
            let (isAnyDue, nextDue) = try await readDeferred()
            if !isAnyRead, !isAnyDue { await feedAlarm.wait(until: nextDue, clock: clock) }
        }
    }

    private func readLanes() async throws -> Bool {
        let lanes = try await blocking { [journal] in try journal.lanes() }
        let wanted = state.withLock { state -> [(lane: Lane, after: SagaID?, room: Int)] in
            // Lanes in which nobody waits any more need not be remembered.
            let known = Set(lanes)
            state.lastRead = state.lastRead.filter { known.contains($0.key) }
            return lanes.compactMap { lane in
                let room = EngineConfiguration.readAhead - state.upNext.count(in: lane)
                // By halves, so that the journal is read in pages and not saga by saga.
                guard room >= EngineConfiguration.readAhead / 2 else { return nil }
                return (lane, state.lastRead[lane], room)
            }
        }
        var count = 0
        for (lane, after, room) in wanted where count < Self.lanesAtOnce {
            let sagas = try await blocking { [self] in
                try journal.waiting(in: lane, after: after, limit: room).map(load)
            }
            guard let newest = sagas.last else { continue }
            count += 1
            state.withLock { state in
                state.lastRead[lane] = newest.machine.id
                state.upNext.add(sagas, to: lane)
            }
            dispatcher.startable(sagas.count)
        }
        return count > 0
    }

    /// Makes sagas startable whose time has come.
    ///
    /// - Returns: whether there were any, and when the next is due.
    private func readDeferred() async throws -> (isAnyDue: Bool, next: Timestamp?) {
        let after = state.withLock { $0.lastDeferred }
        let now = clock.now()
        let (due, next) = try await blocking { [self] in
            let found = try journal.deferred(after: after, limit: EngineConfiguration.readAhead)
            let due = found.filter { $0.due <= now }
            return (
                try due.map { (moment: $0.due, saga: try load($0.saga)) },
                found.first { $0.due > now }?.due
            )
        }
        guard let last = due.last else { return (false, next) }
        state.withLock { state in
            state.lastDeferred = (last.moment, last.saga.machine.id)
            for (_, saga) in due { state.upNext.add([saga], to: saga.machine.acceptance.lane) }
        }
        dispatcher.startable(due.count)
        return (true, next)
    }

    /// Wakes sagas when their moment has come.
    func serveTimers() async throws {
        while true {
            let (effects, due, isStopped) = state.withLock { state in
                var effects: [Effect] = []
                let now = clock.now()
                while let saga = state.timers.popDue(at: now) {
                    state.active[saga]?.due = nil
                    effects += process(.timerFired, of: saga, in: &state)
                }
                return (effects, state.timers.nextDue, state.isStopped)
            }
            if isStopped { return }
            try await perform(effects)
            await timerAlarm.wait(until: due)
        }
    }
}
