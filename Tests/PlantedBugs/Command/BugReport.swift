internal import Foundation
internal import PlantedBugs

/// What came of all bugs.
struct BugReport: Sendable {
    struct Row: Sendable {
        /// `nil`: none was on.
        var bug: PlantedBug?
        var harness: PlantedBug.Harness
        var verdict: Verdict
        var seconds: Double
    }

    private struct Line: Encodable {
        var bug: String
        var file: String
        var breaks: String
        var harness: String
        var result: String
        var by: String
        var seeds: Int
        var seconds: Double
    }

    private static let words = 88

    var buildSeconds: Double
    var baselines: [Row] = []
    var rows: [Row] = []
    /// Bugs that were not chosen, and do not apply any more.
    var others: [String] = []

    init(buildSeconds: Double) {
        self.buildSeconds = buildSeconds
    }

    /// Whether every bug was noticed, and nothing where there was none.
    var isGood: Bool {
        others.isEmpty && rows.allSatisfy(\.verdict.isCaught)
            && baselines.allSatisfy {
                if case .missed = $0.verdict { true } else { false }
            }
    }

    /// The table for people.
    var table: String {
        let width = (rows.compactMap(\.bug?.name.count).max() ?? 0) + 2
        var text = "\n" + Self.columns("bug", "breaks", "harness", "seeds", "s", width) + "by\n"
        for row in rows {
            text += Self.columns(
                row.bug?.name ?? "", row.bug?.breaks ?? "", row.harness.rawValue,
                "\(row.verdict.seeds)", "\(Int(row.seconds.rounded(.up)))", width)
            text +=
                (row.verdict.isCaught ? "" : "MISSED: ") + row.verdict.words.prefix(Self.words)
                + "\n"
        }
        for row in baselines {
            text += "without bugs, \(row.harness): \(row.verdict.words)\n"
        }
        for other in others { text += "DOES NOT APPLY \(other)\n" }
        let caught = rows.count { $0.verdict.isCaught }
        return text + "caught \(caught) of \(rows.count)"
    }

    private static func columns(
        _ name: String, _ promise: String, _ harness: String, _ seeds: String, _ seconds: String,
        _ width: Int
    ) -> String {
        [(name, width), (promise, 8), (harness, 12), (seeds, 7), (seconds, 5)]
            .map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }.joined()
    }

    func write(to path: String) throws {
        let lines = (baselines + rows).map { row in
            Line(
                bug: row.bug?.name ?? "", file: row.bug?.file ?? "", breaks: row.bug?.breaks ?? "",
                harness: row.harness.rawValue, result: row.verdict.kind, by: row.verdict.words,
                seeds: row.verdict.seeds, seconds: row.seconds)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try encoder.encode(lines).write(to: URL(filePath: path))
    }
}
