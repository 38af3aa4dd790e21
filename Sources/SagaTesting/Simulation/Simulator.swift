public import Steps

/// Runs sagas through the whole real engine on one thread, in virtual time, while everything that
/// can go wrong does, and says which promises were broken.
///
/// The same seed gives the same run, down to the last byte of its trace.
public struct Simulator: Sendable {
    /// What is run; empty: workflows made at random from the seed.
    public var subjects: [SimulatedSubject]
    /// How large it is, and what goes wrong.
    public var options: SimulationOptions

    /// Puts a simulator together.
    public init(
        _ subjects: [SimulatedSubject] = [], options: SimulationOptions = SimulationOptions()
    ) {
        self.subjects = subjects
        self.options = options
    }

    /// A simulator for one workflow.
    ///
    /// - Parameter inputs: the inputs of the nth saga, from 1.
    public init(
        _ workflow: WorkflowDefinition, options: SimulationOptions = SimulationOptions(),
        inputs: @escaping @Sendable (Int) -> [String: Value]
    ) {
        self.init([SimulatedSubject(workflow, inputs: inputs)], options: options)
    }

    /// Runs one seed to its end.
    ///
    /// - Parameter trace: told of everything that happens, a line each.
    /// - Throws: an ``InputError`` if a saga's inputs do not fit its workflow.
    public func run(
        seed: UInt64, trace: ((String) -> Void)? = nil
    ) throws -> SimulationReport {
        let mostAttempts = options.isVaried && seed % 2 == 0 ? 3 : 12
        let subjects =
            try subjects.isEmpty
            ? RandomWorkflow.subjects(seed: seed, mostAttempts: mostAttempts) : subjects
        let options = options.varied(by: seed)
        return try Simulation(seed: seed, subjects: subjects, options: options, tracer: trace)
            .run()
    }
}
