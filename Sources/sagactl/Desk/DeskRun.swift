internal import Foundation
internal import SagaEngine
internal import SagaServer
internal import Steps
internal import Synchronization
internal import Workers

/// Does what an operator asks of sagas, one by one, and tells what came of it.
struct DeskRun {
    let verb: OperatorVerb
    let reason: String
    let options: DeskOptions

    /// Sagas that are asked at once; as many answers are durable together.
    private static let batch = 64

    /// - Parameter words: the ids, or `-`; none beside `--where`.
    func run(_ words: [String]) async throws {
        let selection = try SagaSelection(options)
        let chosen = try await selection.ids(words)
        let printer = DeskPrinter(verb: verb, options: options)
        printer.matched(chosen.count)
        if options.dryRun { return try await Self.dryRun(verb, chosen, selection, printer) }
        try confirm(chosen.count)
        let access = OperatorAccess(
            directory: try options.journal.directory, journal: options.journal,
            cluster: options.cluster)
        let rows = Mutex<[DecisionRow]>([])
        let isRunning = try await decide(chosen, access, rows)
        try printer.finish(
            rows.withLock { $0 }, next: isRunning ? "the engine that runs goes on" : nil)
    }

    /// What each saga would do.
    static func dryRun(
        _ verb: OperatorVerb, _ chosen: [SagaID], _ selection: SagaSelection,
        _ printer: DeskPrinter
    ) async throws {
        let rows = try await Blocking.run {
            let source = try HistorySource.open(directory: selection.directory)
            let now = SystemClock().now()
            return try chosen.map { id in
                guard let saga = try source.machine(of: id) else {
                    return DecisionRow(
                        saga: "\(id)", answer: .refused, words: "there is no such saga",
                        instead: "'sagactl list' shows all")
                }
                let cluster = selection.stand(in: saga)
                let ruling = saga.ruling(
                    on: verb, by: OperatorAccess.name, at: now, in: cluster)
                var row = DecisionRow(saga: "\(id)", ruling)
                if case .applies(let facts) = ruling {
                    row.words = saga.consequence(of: facts, at: now, in: cluster)
                }
                return row
            }
        }
        printer.would(rows)
    }

    /// Asks before what a question found is changed.
    func confirm(_ count: Int) throws {
        guard options.query != nil, !options.yes, count > 0 else { return }
        let noun = count == 1 ? "1 saga" : "\(count) sagas"
        guard isatty(STDIN_FILENO) == 1 else {
            throw Failure(
                message: "\(noun) would be changed; --dry-run shows how, --yes does it",
                status: .usage)
        }
        Terminal.flush()
        Terminal.draw("\(verb.word) \(noun)? [y/N] ")
        guard let answer = readLine(), ["y", "yes"].contains(answer.lowercased()) else {
            throw Failure(message: "nothing was changed", status: .usage)
        }
    }

    /// - Returns: whether an engine runs that goes on with them.
    private func decide(
        _ chosen: [SagaID], _ access: OperatorAccess, _ rows: borrowing Mutex<[DecisionRow]>
    ) async throws -> Bool {
        let socket = EngineSocket(directory: access.directory)
        if try await socket.get("/v1/pauses", as: [Pause].self) != nil {
            try await paced(chosen) { batch in
                guard
                    let answers = try await socket.post(
                        "/v1/decisions", batch, as: [DecisionRow].self)
                else { throw socket.absence }
                rows.withLock { $0 += answers }
            }
            return true
        }
        guard !chosen.isEmpty else { return false }
        let collected = Collected()
        try await access.withEngine { desk in
            try await paced(chosen) { batch in
                do throws(Refusal) {
                    collected.add(try await desk.decide(batch))
                } catch {
                    throw Failure(message: Terminal.safe(error.message))
                }
            }
        }
        let answers = collected.rows
        rows.withLock { $0 = answers }
        return false
    }

    /// Asks in batches, or one by one at the rate that is wanted.
    func paced(
        _ chosen: [SagaID], _ ask: (DecisionBatch) async throws -> Void
    ) async throws {
        let size = options.rate == nil ? Self.batch : 1
        let start = ContinuousClock.now
        for first in stride(from: 0, to: chosen.count, by: size) {
            if let rate = options.rate {
                try await Task.sleep(until: start + .seconds(Double(first) / rate))
            }
            let batch = chosen[first..<min(first + size, chosen.count)]
            try await ask(
                DecisionBatch(
                    sagas: batch.map(\.description), verb: verb, by: OperatorAccess.name,
                    reason: reason))
        }
    }

    /// Takes rows out of an engine's run.
    final class Collected: Sendable {
        private let all = Mutex<[DecisionRow]>([])

        var rows: [DecisionRow] { all.withLock { $0 } }

        func add(_ rows: [DecisionRow]) {
            all.withLock { $0 += rows }
        }
    }
}
