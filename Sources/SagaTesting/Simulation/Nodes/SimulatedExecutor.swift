internal import SagaEngine
internal import Steps
internal import Workers

/// Makes the calls of one life of the engine, through the transport's own decisions.
final class SimulatedExecutor: StepExecutor, @unchecked Sendable {
    // Touched by the thread that runs the simulation alone.

    private let simulation: Simulation
    private let clock: SimulatedClock
    private var clients: [String: SimulatedClient] = [:]
    /// Those who wait for the end of their call.
    private var waiting: [Int: CheckedContinuation<CallResult, Never>] = [:]
    private var last = 0
    private var isHungUp = false

    init(_ simulation: Simulation, _ clock: SimulatedClock, seed: UInt64) throws {
        self.simulation = simulation
        self.clock = clock
        for (name, node) in simulation.cluster.nodes.sorted(by: { $0.key < $1.key }) {
            clients[name] = try SimulatedClient(name, node, simulation, clock, seed: seed)
        }
    }

    func execute(_ call: Call) async -> CallResult {
        // Nothing leaves a dead engine.
        guard !isHungUp, let request = simulation.request(for: call) else {
            return CallResult(.unknown, detail: "the engine is dead")
        }
        return await withCheckedContinuation { continuation in
            last += 1
            let number = last
            waiting[number] = continuation
            if let client = call.instance.node.flatMap({ clients[$0] }),
                case .http = call.operation
            {
                client.send(request) { [self] in end(number, request, $0) }
            } else {
                simulation.runLocally(request) { [self] result in
                    clock.whenAwake { [self] in end(number, request, result) }
                }
            }
        }
    }

    /// Lets nobody wait any more: the engine is dead.
    func hangUp() {
        isHungUp = true
        let waiting = waiting.sorted { $0.key < $1.key }
        self.waiting = [:]
        for (_, continuation) in waiting {
            continuation.resume(returning: CallResult(.unknown, detail: "the engine is dead"))
        }
    }

    private func end(_ number: Int, _ request: SimulatedRequest, _ result: CallResult) {
        guard let continuation = waiting.removeValue(forKey: number) else { return }
        simulation.trace(
            "\(request.place) ended: \(result.outcome)\(result.status.map { " \($0)" } ?? "")")
        continuation.resume(returning: result)
    }
}
