internal import Journal
internal import Steps
internal import Synchronization

/// The long-lived tasks that wake sagas and read accepted ones ahead.
extension SagaEngine {
    /// Timers of sagas that have ended, which need not be taken out yet.
    private static let spareTimers = 4_096

    /// Keeps some accepted sagas of each lane in memory, ready to start; the others stay in the
    /// journal.
    func readAhead() async throws {
        while !state.withLock({ $0.isStopped }) {
            guard state.withLock({ $0.isRecovered }) else {
                await feedAlarm.wait(until: nil)
                continue
            }
            await archiver?.room()
            let isAnyRead = try await readLanes()
            let (isAnyDue, nextDue) = try await readDeferred()
            if !isAnyRead, !isAnyDue {
                await feedAlarm.wait(until: nextDue.map(clock.look(for:)), clock: clock)
            }
        }
    }

    private func readLanes() async throws -> Bool {
        let lanes = try await blocking { [journal] in try journal.lanes() }
        state.withLock { state in
            // Lanes in which nobody waits any more need not be remembered.
            let known = Set(lanes)
            state.lastRead = state.lastRead.filter { known.contains($0.key) }
        }
        var isAnyRead = false
        for lane in lanes {
            let (after, room) = state.withLock { ($0.lastRead[lane], $0.room(in: lane)) }
            guard room > 0 else { continue }
            let sagas = try await blocking { [self] in
                try load(journal.waiting(in: lane, after: after, limit: room))
            }
            guard let newest = sagas.last else { continue }
            isAnyRead = true
            state.withLock { state in
                state.lastRead[lane] = newest.machine.id
                state.upNext.add(sagas, to: lane)
            }
            dispatcher.startable(sagas.count)
        }
        return isAnyRead
    }

    /// Makes sagas startable whose time has come.
    ///
    /// - Returns: whether there were any, and when the next is due.
    private func readDeferred() async throws -> (isAnyDue: Bool, next: Timestamp?) {
        let now = clock.wall()
        let (after, coming, room) = state.withLock { state in
            let room = EngineConfiguration.mostAhead - state.upNext.count
            return (
                state.lastDeferred, state.comingDeferred.values.min(),
                min(room, EngineConfiguration.readAhead)
            )
        }
        guard room > 0 else { return (false, nil) }
        let (due, next) = try await blocking { [self] in
            let found = try journal.deferred(after: after, limit: room)
            // What is on its way to the disk may come before some of them; it rings when it is
            // there.
            let due = found.prefix { entry in
                entry.due <= now && (coming.map { entry.due < $0 } ?? true)
            }
            let sagas = try load(due.map(\.saga))
            return (
                zip(due, sagas).map { (moment: $0.due, saga: $1) },
                found.dropFirst(due.count).first?.due
            )
        }
        guard let last = due.last else { return (false, next.flatMap { $0 > now ? $0 : nil }) }
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
                while let (saga, due) = state.timers.popDue(at: now) {
                    Failpoint.hit("timer.due")
                    state.active[saga]?.saga.timers.remove(due)
                    effects += process(.timerFired, of: saga, in: &state)
                }
                let startable = state.endFullness(at: now)
                if startable > 0 { effects.append(.startable(startable)) }
                // Those of ended sagas are taken out before they prevail.
                if state.timers.count > 2 * state.active.count + Self.spareTimers {
                    let active = state.active
                    state.timers.removeAll { active[$0] == nil }
                }
                return (effects, state.timers.nextDue, state.isStopped)
            }
            if isStopped { return }
            try await perform(effects)
            await timerAlarm.wait(until: due, clock: clock)
        }
    }
}

extension EngineState {
    /// How many more sagas of a lane are to be read ahead: by halves, so that the journal is read
    /// in pages and not saga by saga, and a few at least, however much the others have.
    fileprivate func room(in lane: Lane) -> Int {
        let there = upNext.count(in: lane)
        let room = EngineConfiguration.readAhead - there
        guard room >= EngineConfiguration.readAhead / 2 else { return 0 }
        let left = EngineConfiguration.mostAhead - upNext.count
        return there == 0
            ? max(EngineConfiguration.leastAhead, min(room, left)) : max(0, min(room, left))
    }
}
