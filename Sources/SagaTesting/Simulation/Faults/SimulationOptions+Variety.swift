internal import Steps

extension SimulationOptions {
    /// Faults of a thousand requests: where nearly all go wrong, few get far.
    private static let requestRates = [30, 150, 550, 880]

    /// The mixture that a seed runs with, if each has its own.
    ///
    /// Where everything goes wrong at once, most sagas end before what is rare has met what is
    /// rare: half of the faults, and little room, bring other things about.
    func varied(by seed: UInt64) -> SimulationOptions {
        guard isVaried else { return self }
        var options = self
        var generator = SeededGenerator(seed: seed)
        if !generator.chance(25) {
            options.faults = Set(
                FaultKind.allCases.filter { faults.contains($0) && generator.chance(50) })
        }
        options.rates.request = generator.pick(Self.requestRates)
        if generator.chance(50) {
            options.activeLimit = 6
            options.concurrency = 2
        } else if seed % 4 == 0 {
            options.concurrency = nil
        }
        // What an engine forgets shows only if it lives for long; what it forgets to write down,
        // only if it dies often.
        switch generator.number(0...4) {
        case 0:
            options.faults.subtract([.crash, .crashAfterCommit, .diskFailed, .archiveFailed])
        case 1:
            options.rates.commit *= 3
            options.rates.moment *= 3
        default: break
        }
        if barrier == .none, generator.chance(25) { options.barrier = .kept }
        return options
    }
}
