internal import SagaTesting

/// Says what a node guarantees.
struct ConformancePrinter {
    /// How much of a reply is shown to people; programs get all of it.
    private static let shownReply = 40

    let output: OutputOptions

    func print(_ report: ConformanceReport, url: String) {
        switch output.output {
        case .json: Terminal.print(json(report, url).text)
        case .jsonl: for finding in report.findings { Terminal.print(json(finding).text) }
        case .ids: for guarantee in report.broken { Terminal.print(guarantee.rawValue) }
        case .text: printText(report, url)
        }
    }

    private func printText(_ report: ConformanceReport, _ url: String) {
        var table = Table(
            ["GUARANTEE", "VERDICT", "SENT", "CAME BACK", "BARRIER"], palette: output.palette)
        for finding in report.findings {
            let (word, shown) = label(finding.verdict)
            for (number, exchange) in finding.exchanges.enumerated() {
                table.add([
                    number == 0 ? .init(finding.guarantee.rawValue) : "",
                    number == 0 ? .init(word, shown: shown) : "",
                    .init(exchange.sent), .init(cameBack(exchange)),
                    .init(Terminal.safe(exchange.barrier ?? "")),
                ])
            }
        }
        table.print()
        if !output.quiet { printSummary(report, url) }
    }

    private func cameBack(_ exchange: ConformanceReport.Exchange) -> String {
        let effect = exchange.isInEffect.map { $0 ? ": in effect" : ": not in effect" } ?? ""
        let limit = Self.shownReply
        let reply = exchange.reply
        let isLong = reply.count > limit
        return Terminal.safe(isLong ? reply.prefix(limit - 1) + "…" : reply) + effect
    }

    private func label(_ verdict: ConformanceReport.Verdict) -> (String, String) {
        let palette = output.palette
        return switch verdict {
        case .held: ("held", palette.good("held"))
        case .broken: ("BROKEN", palette.bad("BROKEN"))
        case .unknown: ("not known", palette.dim("not known"))
        }
    }

    private func printSummary(_ report: ConformanceReport, _ url: String) {
        var lines: [String] = []
        for finding in report.findings {
            switch finding.verdict {
            case .held: break
            case .broken(let complaints):
                lines += complaints.map { "\(finding.guarantee.rawValue): \($0)" }
                lines.append("  to do: \(finding.guarantee.advice)")
            case .unknown(let reason):
                lines.append("\(finding.guarantee.rawValue) is not known: \(reason)")
            }
        }
        lines += report.leftovers.map { "left behind: \($0)" }
        let count = report.broken.count
        lines.append(
            count == 0
                ? "\(url) keeps the wire barrier: 'barrier: true' may stand in the cluster file"
                : "\(url) does not keep the wire barrier: \(count) of \(report.findings.count) "
                    + "guarantees are broken; docs/barrier.md says how to give them")
        for line in lines { Terminal.print(Terminal.safe(line)) }
    }

    private func json(_ report: ConformanceReport, _ url: String) -> JSONObject {
        var object = JSONObject()
        object.add("url", url)
        object.add("keepsContract", report.keepsContract)
        object.add("guarantees", report.findings.map(json))
        object.add("leftovers", report.leftovers)
        return object
    }

    private func json(_ finding: ConformanceReport.Finding) -> JSONObject {
        var object = JSONObject()
        object.add("guarantee", finding.guarantee.rawValue)
        switch finding.verdict {
        case .held: object.add("verdict", "held")
        case .broken(let complaints):
            object.add("verdict", "broken")
            object.add("complaints", complaints)
            object.add("advice", finding.guarantee.advice)
        case .unknown(let reason):
            object.add("verdict", "unknown")
            object.add("reason", reason)
        }
        object.add(
            "exchanges",
            finding.exchanges.map { exchange in
                var object = JSONObject()
                object.add("sent", exchange.sent)
                object.add("reply", exchange.reply)
                object.add("barrier", exchange.barrier)
                object.add("inEffect", exchange.isInEffect)
                return object
            })
        return object
    }
}
