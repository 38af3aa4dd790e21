internal import Foundation
internal import SagaServer

/// Prints endpoints and their checks.
struct EndpointPrinter {
    private let output: OutputOptions

    init(_ output: OutputOptions) {
        self.output = output
    }

    func print(_ rows: [EndpointRow]) {
        switch output.output {
        case .ids: for row in rows { Terminal.print(Terminal.safe(row.endpoint)) }
        case .json, .jsonl: printJSON(rows)
        case .text:
            var table = Table(
                [
                    "NODE", "ENDPOINT", "WEIGHT", "STATE", "ACTIVE", "P50", "P99", "CALLS",
                    "FAILED", "SINCE", "LAST FAILURE",
                ], palette: output.palette)
            for row in rows {
                table.add([
                    .init(row.node), .init(Terminal.safe(row.endpoint)), "\(row.weight)",
                    .init(row.state), .init(row.active ? (row.pinned ? "pinned" : "yes") : ""),
                    .init(milliseconds(row.p50)), .init(milliseconds(row.p99)), "\(row.calls)",
                    "\(row.failures)", .init(seconds(row.sinceChange)),
                    .init(Terminal.safe(row.lastFailure ?? "")),
                ])
            }
            table.print()
        }
    }

    func print(_ checks: [EndpointCheck]) {
        switch output.output {
        case .ids:
            for check in checks where check.failure == nil {
                Terminal.print(Terminal.safe(check.endpoint))
            }
        case .json, .jsonl: printJSON(checks)
        case .text:
            var table = Table(["NODE", "ENDPOINT", "CHECKS"], palette: output.palette)
            for check in checks {
                table.add([
                    .init(check.node), .init(Terminal.safe(check.endpoint)),
                    .init(Terminal.safe(check.failure ?? "hold")),
                ])
            }
            table.print()
        }
    }

    private func printJSON(_ rows: [some Encodable]) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let texts = rows.compactMap { try? encoder.encode($0) }
            .map { String(decoding: $0, as: UTF8.self) }
        if output.output == .jsonl {
            for text in texts { Terminal.print(text) }
        } else {
            Terminal.print("[" + texts.joined(separator: ",") + "]")
        }
    }

    private func milliseconds(_ value: Double?) -> String {
        value.map { "\(($0 * 10).rounded() / 10)ms" } ?? ""
    }

    private func seconds(_ value: Double) -> String {
        "\(Int(value))s"
    }
}
