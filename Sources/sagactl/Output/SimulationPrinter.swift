internal import Foundation
internal import Journal
internal import SagaTesting
internal import Steps

/// Says what simulations have shown.
struct SimulationPrinter {
    let output: OutputOptions

    /// What was done, on standard error beside a trace.
    func summary(_ tally: SimulationTally) {
        let seconds = (ContinuousClock.now - tally.began) / .seconds(1)
        if output.output != .text { return Terminal.print(json(tally, seconds).text) }
        let ends = tally.ends.sorted { $0.value > $1.value }
            .map { "\($0.value) \($0.key.rawValue)" }.joined(separator: ", ")
        let met = Double(tally.faultsMet) / Double(max(1, tally.sagas))
        Terminal.note(
            """
            \(tally.runs) \(tally.runs == 1 ? "run" : "runs"), \(tally.sagas) sagas: \(ends)
            \(tally.faultsMet) faults met, \(rounded(met)) a saga, \(tally.sagasInTrouble) sagas \
            met 20 or more
            \(tally.starts) starts of the engine, \(tally.requests) requests, \
            \(tally.entries) entries
            \(tally.time) of virtual time in \(rounded(seconds)) s, \
            \(Int(Double(tally.sagas) / max(seconds, 0.001))) sagas a second
            \(tally.failure == nil ? "all promises were kept" : "a promise was broken") in \
            \(tally.sagas) sagas with \(tally.faultsMet) faults
            """)
    }

    /// What broke a promise, and how to see it again.
    func failure(_ report: SimulationReport, _ small: SmallestFailure?, command: [String]) {
        var lines = ["seed \(report.seed) breaks a promise:"]
        lines += (small?.violations ?? report.violations).prefix(5).map { "  \($0)" }
        if let small {
            lines.append("shortest schedule found: sagas \(small.sagas), and")
            lines += small.faults.map { "  \($0)" }
            if small.faults.isEmpty { lines.append("  no faults at all") }
            lines.append("again:")
            lines.append("  " + command.map(Self.quoted).joined(separator: " "))
        } else {
            lines.append("again: sagactl simulate --seed \(report.seed), with the same options")
        }
        Terminal.note(lines.map(Terminal.safe).joined(separator: "\n"))
    }

    private func json(_ tally: SimulationTally, _ seconds: Double) -> JSONObject {
        var object = JSONObject()
        object.add("runs", tally.runs)
        object.add("sagas", tally.sagas)
        for status in SagaStatus.allCases where tally.ends[status] != nil {
            object.add(status.rawValue, tally.ends[status])
        }
        object.add("faultsMet", tally.faultsMet)
        object.add("sagasWith20Faults", tally.sagasInTrouble)
        object.add("starts", tally.starts)
        object.add("requests", tally.requests)
        object.add("entries", tally.entries)
        object.add("virtualSeconds", Int(tally.time.rawValue / 1_000))
        object.add("milliseconds", Int(seconds * 1_000))
        object.add("violations", tally.failure?.violations ?? [])
        object.add("seed", tally.failure.map { Int($0.seed) })
        return object
    }

    private func rounded(_ number: Double) -> String {
        "\((number * 10).rounded() / 10)"
    }

    /// A word as a shell takes it.
    static func quoted(_ word: String) -> String {
        let isPlain = word.allSatisfy { $0.isLetter || $0.isNumber || "-_=.,:/@".contains($0) }
        return isPlain && !word.isEmpty ? word : "'\(word.replacing("'", with: "'\\''"))'"
    }
}
