import Bench
import Foundation
import Synchronization

/// Does trials, several at a time, each on nodes that serve nobody else meanwhile.
final class Crew: Sendable {
    private let directory: String
    private let seed: UInt64
    private let state: Mutex<State>

    private struct State {
        var waiting: ArraySlice<RunID>
        var taken = 0
    }

    /// Ledgers grow, and are read as a whole: nodes are new after so many trials.
    private static let trialsPerBench = 30
    /// How long a request that was given up may still arrive: with nodes that are never late it is
    /// only the time that a busy machine, or its disk, takes to pass it on.
    private static let lifetime = "500ms"

    /// - Parameter directory: the folder of everything.
    init(_ ids: [RunID], directory: String, seed: UInt64) {
        self.directory = directory
        self.seed = seed
        state = Mutex(State(waiting: ids[...]))
    }

    /// Does all trials, in their order as far as several at a time allow.
    ///
    /// - Parameter onOutcome: told of each outcome, from any thread.
    func run(size: Int, onOutcome: @escaping @Sendable (RunOutcome) -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<size {
                group.addTask { [self] in
                    while let (id, number) = take() {
                        try await work(from: id, number, onOutcome)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private func take() -> (RunID, number: Int)? {
        state.withLock { state in
            guard let id = state.waiting.popFirst() else { return nil }
            state.taken += 1
            return (id, state.taken)
        }
    }

    /// Does some trials on the same nodes.
    private func work(
        from first: RunID, _ number: Int, _ onOutcome: @Sendable (RunOutcome) -> Void
    ) async throws {
        let folder = "\(directory)/nodes-\(number)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        let bench = try await Bench(
            ClusterSettings(maxRequestLifetime: Self.lifetime), directory: folder)
        try Files.write(to: bench)
        var isWhole = true
        var (id, number) = (first, number)
        for trial in 1...Self.trialsPerBench {
            let outcome = try await run(id, number, on: bench)
            onOutcome(outcome)
            if outcome.complaints.isEmpty {
                try? FileManager.default.removeItem(atPath: outcome.folder)
            } else {
                // What the nodes have seen belongs to what is kept.
                isWhole = false
                break
            }
            guard trial < Self.trialsPerBench, let next = take() else { break }
            (id, number) = next
        }
        try await bench.stop()
        if isWhole { try? FileManager.default.removeItem(atPath: folder) }
    }

    private func run(_ id: RunID, _ number: Int, on bench: Bench) async throws -> RunOutcome {
        guard let scenario = Scenarios.all.first(where: { $0.name == id.scenario }) else {
            throw Unexpected("there is no phase \(id.scenario)")
        }
        return await Trial(scenario: scenario, id: id, seed: seed, number: number).run(on: bench)
    }
}
