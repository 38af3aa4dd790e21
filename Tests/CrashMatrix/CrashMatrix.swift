import ArgumentParser
import Bench
import Foundation
import Journal
import PowerLossImages

/// Kills the real program at every place in every phase, and checks the promises.
@main
struct CrashMatrix: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crash-matrix",
        abstract: "Let sagactl die at every named place in every phase, and check the promises.")

    @Flag(help: "Each place of each phase once, by turns at its first time, its last, and so on.")
    var fast = false

    @Option(
        help: ArgumentHelp(
            "Only this phase, or one run of it; may be repeated.",
            valueName: "forward | forward/journal.afterCommit:17/kill"))
    var only: [String] = []

    @Option(help: "How programs die: kill or image; both by default.")
    var death: Death?

    @Option(help: "What chance is left to, such as what a lost disk keeps.")
    var seed: UInt64 = 1

    @Option(name: .short, help: "Runs at a time.")
    var jobs = 3

    @Option(help: "Where the matrix is written for programs.")
    var json: String?

    @Option(help: "Where it is written for people.")
    var page: String?

    func validate() throws {
        guard (1...64).contains(jobs) else { throw ValidationError("-j is between 1 and 64") }
        for name in only
        where RunID(name) == nil && !Scenarios.all.contains(where: { $0.name == name }) {
            throw ValidationError("--only \(name) names no phase and no run")
        }
    }

    func run() async throws {
        let start = ContinuousClock.now
        let interrupts = Interrupts()
        defer { interrupts.cancel() }
        let directory = FileManager.default.temporaryDirectory
            .appending(path: "crash-matrix-\(UUID().uuidString.prefix(8))").path
        let ids = only.compactMap(RunID.init)
        let scenarios = Scenarios.all.filter { scenario in
            only.isEmpty || only.contains(scenario.name)
                || ids.contains { $0.scenario == scenario.name }
        }
        let tally = Tally(Matrix(scenarios))
        if ids.isEmpty {
            // First the runs that count, then those that they give rise to.
            try await run(
                scenarios.map { RunID(scenario: $0.name) }, in: directory + "/counting", tally)
            let plan = plan(tally.matrix)
            print("\(plan.count) runs")
            fflush(nil)
            try await run(plan, in: directory + "/dying", tally)
            // Timing decides whether the last times come; the first one does.
            let spared = plan.filter(tally.matrix.isSpared).map(\.first)
            try await run(spared, in: directory + "/again", tally)
        } else {
            try await run(ids, in: directory, tally)
        }
        let matrix = tally.matrix
        if let page {
            try MatrixPage(matrix: matrix, isFast: fast, deaths: deaths).text
                .write(toFile: page, atomically: true, encoding: .utf8)
        }
        if let json { try MatrixFile(matrix, seed: seed).data.write(to: URL(filePath: json)) }
        tally.summarize(seconds: (ContinuousClock.now - start).components.seconds)
        let gaps = ids.isEmpty ? matrix.gaps : []
        for gap in gaps { print("gap: \(gap)") }
        guard matrix.failures.isEmpty, gaps.isEmpty else { throw ExitCode(1) }
        try? FileManager.default.removeItem(atPath: directory)
    }

    private var deaths: [Death] { death.map { [$0] } ?? Death.allCases }

    private func run(_ ids: [RunID], in directory: String, _ tally: Tally) async throws {
        try await Crew(ids, directory: directory, seed: seed).run(size: jobs) {
            tally.note($0, seed: seed)
        }
    }

    /// A place that is reached once or twice would see too few of the ways to lose power.
    private static let leastImages = 4

    private func runs(
        of scenario: any Scenario, at place: String, _ hits: Int, _ death: Death
    ) -> [RunID] {
        let counts = fast ? Hits.spread(upTo: hits) : Array(1...hits)
        let least = death == .image && !fast ? Self.leastImages : 1
        return (0..<max(counts.count, least)).map { number in
            RunID(
                scenario: scenario.name, place: place, count: counts[number % counts.count],
                death: death, variant: number / counts.count)
        }
    }

    /// The runs that die, phase by phase.
    private func plan(_ matrix: Matrix) -> [RunID] {
        var ids: [RunID] = []
        for scenario in matrix.scenarios {
            for place in Failpoint.names where matrix.hits(scenario, place) > 0 {
                let hits = matrix.hits(scenario, place)
                let all = deaths.flatMap { runs(of: scenario, at: place, hits, $0) }
                var numbers = SeededNumbers(seed: seed &+ UInt64(ids.count))
                ids += fast ? all.randomElement(using: &numbers).map { [$0] } ?? [] : all
            }
        }
        return ids
    }
}

extension Death: ExpressibleByArgument {}
