internal import ArgumentParser
internal import SagaTesting
internal import Steps

/// What `sagactl simulate --faults varied` runs, for fewer minutes.
struct TrySimulations: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "simulation")

    @OptionGroup var seeds: Seeds
    @Option(help: "Sagas of each simulation.") var sagas = 30
    @Flag(help: "Tell everything that happens.") var trace = false

    func run() throws {
        var options = SimulationOptions()
        options.sagas = sagas
        options.faultTime = .seconds(600)
        options.isVaried = true
        let simulator = Simulator(options: options)
        try seeds.forEach { seed in
            try simulator.run(seed: seed, trace: trace ? { print($0) } : nil).violations
        }
    }
}
