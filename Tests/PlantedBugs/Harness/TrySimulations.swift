internal import ArgumentParser
internal import SagaTesting
internal import Steps

/// Random workflows, with faults in some seeds many, and in others few.
struct TrySimulations: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "simulation")

    /// Faults of a thousand requests: where nearly all go wrong, few get far.
    private static let rates = [150, 550, 30]

    @OptionGroup var seeds: Seeds
    @Option(help: "Sagas of each simulation.") var sagas = 30
    @Flag(help: "Tell everything that happens.") var trace = false

    func run() throws {
        try seeds.forEach { seed in
            var options = SimulationOptions()
            options.sagas = sagas
            options.faultTime = .seconds(600)
            options.rates.request = Self.rates[Int(seed % 3)]
            // Little room in every other seed, so that sagas have to wait for it.
            if seed % 2 == 0 {
                options.activeLimit = 6
                options.concurrency = 2
            }
            if seed % 4 == 3 { options.barrier = .kept }
            options.set(unrest: Int(seed % 5))
            let subjects = try RandomSubjects(seed: seed).all
            return try Simulator(subjects, options: options)
                .run(seed: seed, trace: trace ? { print($0) } : nil).violations
        }
    }
}

extension SimulationOptions {
    /// What an engine forgets shows only if it lives for long; what it forgets to write down, only
    /// if it dies often.
    fileprivate mutating func set(unrest: Int) {
        switch unrest {
        case 0: faults.subtract([.crash, .crashAfterCommit, .diskFailed, .archiveFailed])
        case 1:
            rates.commit *= 3
            rates.moment *= 3
        default: break
        }
    }
}
