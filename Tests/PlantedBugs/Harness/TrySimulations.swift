internal import ArgumentParser
internal import SagaTesting
internal import Steps

/// What `sagactl simulate --faults varied` runs, for fewer minutes; or a few kinds of faults, often.
struct TrySimulations: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "simulation")

    @OptionGroup var seeds: Seeds
    @Option(help: "Sagas of each simulation.") var sagas = 30
    @Option(name: .customLong("fault"), help: "Only this kind of fault; may be repeated.")
    var faults: [String] = []
    @Flag(help: "Tell everything that happens.") var trace = false

    func run() throws {
        var options = SimulationOptions()
        options.sagas = sagas
        options.faultTime = .seconds(600)
        options.isVaried = true
        if !faults.isEmpty {
            options.isVaried = false
            options.rates.request = 300
            options.faults = Set(
                try faults.map { name in
                    guard let kind = FaultKind(rawValue: name) else {
                        throw ValidationError("there is no fault '\(name)'")
                    }
                    return kind
                })
        }
        let simulator = Simulator(options: options)
        try seeds.forEach { seed in
            try simulator.run(seed: seed, trace: trace ? { print($0) } : nil).violations
        }
    }
}
