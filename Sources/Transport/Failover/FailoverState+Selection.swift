extension FailoverState {
    /// Begins to serve once enough endpoints are healthy.
    ///
    /// One that was not checked yet is waited for if it would be preferred.
    mutating func startIfPossible(at now: ContinuousClock.Instant) {
        guard !isStarted else { return }
        let healthy = members.count { $0.isSelectable }
        guard healthy >= settings.initialPolicy.needed(of: members.count) else { return }
        let possible = members.filter { $0.isSelectable || $0.health == .unknown }
        let preferred = possible[settings.strategy.preferred(among: possible.map(\.candidate))]
        guard preferred.isSelectable else { return }
        isStarted = true
        become(preferred)
        refresh(at: now)
    }

    /// Moves to the endpoint that should be active, if it is not.
    ///
    /// - Parameter prefersBetter: whether a better endpoint is reason enough to leave a healthy one.
    mutating func settle(
        _ reason: TransportEvent.SwitchReason, prefersBetter: Bool = false,
        at now: ContinuousClock.Instant
    ) -> [Effect] {
        guard isStarted else {
            startIfPossible(at: now)
            return []
        }
        defer { refresh(at: now) }
        guard let target = target(prefersBetter: prefersBetter), target.id != active else {
            return []
        }
        let previous = activeURL
        become(target)
        return [
            .emit(
                .activeEndpointChanged(
                    from: previous, to: target.endpoint.url, reason: reason))
        ]
    }

    /// Whether the active endpoint may serve.
    var isActiveUsable: Bool {
        guard let active, let index = index(of: active) else { return false }
        return members[index].isSelectable || pin.map { $0.id == active && $0.isForced } ?? false
    }

    private func target(prefersBetter: Bool) -> FailoverMember? {
        if let pin, let index = index(of: pin.id), pin.isForced || members[index].isSelectable {
            return members[index]
        }
        if isActiveUsable {
            return prefersBetter ? better() : nil
        }
        let candidates = members.filter(\.isSelectable)
        guard !candidates.isEmpty else { return nil }
        return candidates[settings.strategy.preferred(among: candidates.map(\.candidate))]
    }

    /// The preferred endpoint, if the strategy thinks it worth leaving the active one for.
    func better() -> FailoverMember? {
        guard let active, let index = index(of: active) else { return nil }
        let candidates = members.filter(\.isSelectable)
        guard !candidates.isEmpty else { return nil }
        let preferred = candidates[
            settings.strategy.preferred(among: candidates.map(\.candidate))]
        let isBetter = settings.strategy.isBetter(
            preferred.candidate, than: members[index].candidate)
        return isBetter ? preferred : nil
    }

    private mutating func become(_ member: FailoverMember) {
        active = member.id
        activeURL = member.endpoint.url
    }

    /// Brings what follows from health, weights and the active endpoint up to date.
    mutating func refresh(at now: ContinuousClock.Instant) {
        guard isActiveUsable, let active else {
            serving = []
            waitingBetter = nil
            return
        }
        attempts.reset()
        let better = pin == nil && settings.failback > .zero ? better() : nil
        if waitingBetter?.id != better?.id { waitingBetter = better.map { ($0.id, now) } }
        let candidates = members.filter(\.isSelectable)
        guard pin == nil, let position = candidates.firstIndex(where: { $0.id == active }) else {
            serving = [active]
            return
        }
        serving = settings.strategy.serving(
            active: position, among: candidates.map(\.candidate)
        ).map { candidates[$0].id }
    }
}
