internal import Foundation
internal import SagaServer
internal import Steps

/// Asks the engine that runs on a journal for a change, or makes it itself when none runs.
struct OperatorAccess {
    let directory: String
    let journal: JournalOptions
    let cluster: ClusterOptions

    /// Makes a change; returns when it is durable.
    ///
    /// - Parameter makesJournal: whether there need not be a journal yet.
    /// - Returns: whether an engine runs that goes on with it.
    func apply(_ change: SagaChange, makesJournal: Bool = false) async throws -> Bool {
        if !makesJournal { try requireJournal() }
        let socket = EngineSocket(directory: directory)
        if try await socket.post("/v1/sagas", change, as: [ScheduleRow].self) != nil {
            return true
        }
        try await withEngine { desk in
            do throws(Refusal) {
                try await desk.apply(change)
            } catch {
                throw Failure(message: Terminal.safe(error.message))
            }
        }
        return false
    }

    func requireJournal() throws {
        guard FileManager.default.fileExists(atPath: directory) else {
            throw Failure(message: "there is no journal \(Terminal.safe(directory))")
        }
    }

    /// Opens the journal with an engine that runs nothing.
    func withEngine(_ body: @escaping (SagaDesk) async throws -> Void) async throws {
        let engine = EmbeddedEngine(
            directory: directory, configuration: try journal.configuration,
            cluster: try cluster.load(), pool: PoolOptions.usual, board: Scoreboard(job: nil)
        ) { _ in }
        _ = try await engine.run(runs: false) { engine, _ in try await body(SagaDesk(engine)) }
    }

    /// Who asks, as far as the system knows.
    static var name: String {
        getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) } ?? "uid \(geteuid())"
    }
}
