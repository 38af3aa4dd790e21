internal import Journal
internal import SagaTesting
internal import Steps

/// Says what a rehearsal has shown; nothing of it depends on time, so that two runs can be
/// compared.
struct RehearsalPrinter {
    let output: OutputOptions
    /// The workflow as it was named.
    let workflow: String
    /// The options to repeat.
    let words: [String]

    func print(_ report: RehearsalReport) {
        guard output.output == .text else { return Terminal.print(json(report).text) }
        let palette = output.palette
        if !output.quiet {
            Terminal.print(
                "\(report.runs) runs, \(report.requests) requests: \(ends(report.ends))")
            for world in report.worlds {
                Terminal.print(
                    "  \(world.name): \(world.end.rawValue) without faults, \(world.runs) runs")
            }
        }
        for (index, finding) in report.findings.enumerated() { print(finding, index + 1) }
        guard !output.quiet else { return }
        Terminal.print(
            report.findings.isEmpty
                ? palette.bold("nothing is wrong: whatever was undone left no trace")
                : palette.bold(
                    "\(report.findings.count) "
                        + (report.findings.count == 1 ? "thing is wrong" : "things are wrong")))
    }

    /// What came of real nodes.
    func print(_ report: LiveRehearsal.Report) {
        guard output.output == .text else {
            var object = JSONObject()
            object.add("workflow", workflow)
            object.add("runs", report.runs)
            object.add("reads", report.reads)
            object.add("findings", report.finding.map { [json($0)] } ?? [])
            return Terminal.print(object.text)
        }
        if let finding = report.finding { print(finding, 1) }
        guard !output.quiet else { return }
        let reads = report.reads.joined(separator: ", ")
        Terminal.print(
            Terminal.safe(
                "\(report.runs) sagas on real nodes, \(ends(report.ends)); compared before and "
                    + "after each: "
                    + (reads.isEmpty ? "nothing, for the workflow reads nothing" : reads)))
        if report.finding == nil { Terminal.print("nothing is wrong as far as these can tell") }
    }

    func print(_ finding: RehearsalFinding, _ number: Int) {
        guard output.output == .text else { return Terminal.print(json(finding).text) }
        var lines = [
            "\(number). \(finding.words)", "   change: \(finding.advice)",
            "   with:   "
                + (finding.faults.isEmpty
                    ? "no faults at all"
                    : finding.faults.map(\.description).joined(separator: ", "))
                + " (\(finding.world))",
        ]
        if !finding.seen.isEmpty { lines.append("   seen:") }
        lines += finding.seen.map { "     \($0)" }
        if finding.world != "real nodes" {
            lines.append("   again:  " + again(finding).joined(separator: " "))
        }
        for line in lines { Terminal.print(Terminal.safe(line)) }
    }

    private func ends(_ ends: [SagaStatus: Int]) -> String {
        SagaStatus.allCases.compactMap { status in
            ends[status].map { "\($0) \(status.rawValue)" }
        }.joined(separator: ", ")
    }

    /// The command that runs a finding's schedule again.
    private func again(_ finding: RehearsalFinding) -> [String] {
        let command =
            ["sagactl", "rehearse", workflow] + words
            + ["--seed", "\(finding.seed)", "--world", finding.world]
            + ["--faults", finding.faults.map(\.description).joined(separator: ","), "--trace"]
        return command.map(SimulationPrinter.quoted)
    }

    private func json(_ report: RehearsalReport) -> JSONObject {
        var object = JSONObject()
        object.add("workflow", workflow)
        object.add("seed", Int(truncatingIfNeeded: report.seed))
        object.add("runs", report.runs)
        object.add("requests", report.requests)
        for status in SagaStatus.allCases where report.ends[status] != nil {
            object.add(status.rawValue, report.ends[status])
        }
        object.add(
            "worlds",
            report.worlds.map { world in
                var object = JSONObject()
                object.add("name", world.name)
                object.add("withoutFaults", world.end.rawValue)
                object.add("runs", world.runs)
                return object
            })
        object.add("findings", report.findings.map(json))
        return object
    }

    private func json(_ finding: RehearsalFinding) -> JSONObject {
        var object = JSONObject()
        object.add("rule", finding.rule.rawValue)
        object.add("instance", finding.instance)
        object.add("found", finding.words)
        object.add("change", finding.advice)
        object.add("world", finding.world)
        object.add("faults", finding.faults.map(\.description))
        object.add("seed", Int(truncatingIfNeeded: finding.seed))
        object.add("seen", finding.seen)
        return object
    }
}
