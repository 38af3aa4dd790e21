internal import Foundation
internal import Steps

/// The end of a run, in words or as one JSON object, with its exit code.
struct Summary {
    let board: Scoreboard
    let report: EmbeddedEngine.Report
    /// The job that was submitted; `nil` when the run took up what was there.
    let job: String?
    var detached = false

    /// Prints, and ends with the code that tells a script what came of it.
    func end(_ output: OutputOptions) throws {
        print(output)
        let status = exitStatus(board.counts)
        if status != .success { throw EndedWith(status: status) }
    }

    func print(_ output: OutputOptions) {
        let counts = board.counts
        switch output.output {
        case .json, .jsonl: Terminal.print(json(counts))
        case .text: if !output.quiet { printWords(counts) }
        // The ids were printed as they were accepted, or are not of one job.
        case .ids: break
        }
    }

    private func exitStatus(_ counts: Scoreboard.Counts) -> ExitStatus {
        if report.wasInterrupted { return .interrupted }
        if counts.conflicting > 0 { return .usage }
        let waits = !report.queued.isEmpty || !report.stalled.isEmpty
        if counts.parked > 0 || waits { return .parked }
        if counts.compensated + counts.abandoned > 0 { return .compensated }
        return .success
    }

    private func json(_ counts: Scoreboard.Counts) -> String {
        var object = JSONObject()
        object.add("job", job)
        object.add("submitted", counts.submitted)
        object.add("completed", counts.completed)
        object.add("compensated", counts.compensated)
        object.add("parked", counts.parked)
        object.add("seconds", .number((board.seconds * 1_000).rounded() / 1_000))
        object.add("abandoned", counts.abandoned)
        object.add("known", counts.known)
        object.add("conflicting", counts.conflicting)
        object.add("recovered", counts.recovered)
        object.add("entries", report.entries)
        object.add("commits", report.commits)
        object.add("interrupted", report.wasInterrupted)
        return object.text
    }

    private func printWords(_ counts: Scoreboard.Counts) {
        for problem in board.problems { Terminal.print("  " + Terminal.safe(problem)) }
        let more =
            counts.compensated + counts.parked + counts.conflicting - board.problems.count
        if more > 0 {
            let others = board.problems.isEmpty ? "\(more) did not complete" : "… and \(more) more"
            Terminal.print("  \(others); see \(listCommand)")
        }
        for (saga, child) in report.stalled {
            Terminal.print(
                "  \(saga) waits for \(child), which it has started and which is stuck: "
                    + "'sagactl show \(child)'")
        }
        for (saga, lock, holder) in report.queued {
            Terminal.print(
                "  \(saga) waits for \(Terminal.safe(lock)), which \(holder) holds: "
                    + "'sagactl show \(holder)'")
        }
        let name = job.map { "job \($0): \(counts.submitted) submitted, " } ?? ""
        if detached {
            let next =
                report.isHandedOver ? "a running engine has them" : "'sagactl resume' runs them"
            return Terminal.print("\(name)accepted; \(next)")
        }
        Terminal.print(
            "\(name)\(counts.completed) completed, \(counts.compensated) compensated, "
                + "\(counts.parked) parked in \(rounded(board.seconds)) s")
        if counts.known > 0 {
            Terminal.print(
                "\(counts.known) of them had been accepted before, and were not repeated")
        }
        if counts.conflicting > 0 {
            Terminal.print(
                "\(counts.conflicting) had been accepted before for something else, and were "
                    + "refused; choose another --job or --key")
        }
        if job != nil, counts.recovered > 0 {
            Terminal.print("\(counts.recovered) unfinished sagas from before were taken up as well")
        }
        Terminal.print("journal: \(report.entries) entries in \(report.commits) commits")
        if counts.parked > 0 {
            Terminal.print(
                "Parked sagas wait for you: 'sagactl list --status parked' shows them, "
                    + "'sagactl retry ID' sends one on, 'sagactl retry --all' all.")
        }
        if report.wasInterrupted {
            Terminal.print("Interrupted; 'sagactl resume' finishes what is unfinished.")
        }
    }

    private var listCommand: String {
        job.map { "'sagactl list --job \(Terminal.safe($0))'" } ?? "'sagactl list'"
    }

    private func rounded(_ seconds: Double) -> String {
        "\((seconds * 10).rounded() / 10)"
    }
}
