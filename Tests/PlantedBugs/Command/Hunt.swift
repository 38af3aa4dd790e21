internal import Foundation
internal import PlantedBugs
internal import Synchronization

/// Runs the harnesses with each bug, and without any.
struct Hunt {
    /// How much longer than its bound a harness may take before it counts as hung: it looks at the
    /// time between two seeds.
    private static let patience = 3
    /// Seeds that are tried without any bug, at least.
    private static let fewestSeeds = 50

    let build: Build
    let bound: Bound
    let workers: Int

    func report(
        on bugs: [PlantedBug], mistakes: [String: String], buildSeconds: Double
    ) -> BugReport {
        var report = BugReport(buildSeconds: buildSeconds)
        report.rows = all(bugs) { bug in
            if let mistake = mistakes[bug.name] {
                return BugReport.Row(
                    bug: bug, harness: bug.harness, verdict: .notTried(mistake), seconds: 0)
            }
            let row = row(bug.harness, bug: bug)
            say("\(bug.name): \(row.verdict.words)")
            return row
        }
        // Last, since then it is known how many seeds were needed: each of them, and some more, must
        // show nothing where there is no bug.
        let harnesses = PlantedBug.Harness.allCases.filter { harness in
            bugs.contains { $0.harness == harness }
        }
        let rows = report.rows
        report.baselines = all(harnesses) { harness in
            let needed = rows.filter { $0.harness == harness }.map(\.verdict.seeds).max() ?? 0
            let row = row(harness, bug: nil, seeds: max(needed, Self.fewestSeeds))
            say("without bugs, \(harness): \(row.verdict.words)")
            return row
        }
        // Those that do not apply fail the run, chosen or not.
        for (name, mistake) in mistakes.sorted(by: { $0.key < $1.key })
        where !bugs.contains(where: { $0.name == name }) {
            report.others.append("\(name): \(mistake)")
        }
        return report
    }

    private func row(
        _ harness: PlantedBug.Harness, bug: PlantedBug?, seeds: Int? = nil
    ) -> BugReport.Row {
        var bound = bound
        bound.seeds = min(bound.seeds, seeds ?? bound.seeds)
        let start = ContinuousClock.now
        let output = FileManager.default.temporaryDirectory
            .appending(path: "planted-\(getpid())-\(bug?.name ?? "none")-\(harness)").path
        defer { try? FileManager.default.removeItem(atPath: output) }
        let verdict: Verdict
        do {
            let end = try build.program(of: harness, bound, bug: bug, output: output)
                .run(seconds: bound.seconds * Self.patience)
            let text = (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
            verdict = Verdict(text, end, meant: bug?.breaks)
        } catch {
            verdict = .notTried("\(error)")
        }
        return BugReport.Row(
            bug: bug, harness: harness, verdict: verdict,
            seconds: start.duration(to: .now) / .seconds(1))
    }

    /// Does something with all elements, several at a time; the results are in their order.
    private func all<Element: Sendable>(
        _ elements: [Element], _ body: @Sendable (Element) -> BugReport.Row
    ) -> [BugReport.Row] {
        let next = Mutex(0)
        let rows = Mutex<[Int: BugReport.Row]>([:])
        DispatchQueue.concurrentPerform(iterations: workers) { _ in
            while true {
                let index = next.withLock { next in
                    defer { next += 1 }
                    return next
                }
                guard index < elements.count else { return }
                let row = body(elements[index])
                rows.withLock { $0[index] = row }
            }
        }
        return rows.withLock { rows in elements.indices.compactMap { rows[$0] } }
    }
}
