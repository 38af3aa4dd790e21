import Foundation
import Synchronization

/// Collects outcomes, and tells people of them.
final class Tally: Sendable {
    private let state: Mutex<Matrix>

    init(_ matrix: Matrix) {
        state = Mutex(matrix)
    }

    var matrix: Matrix { state.withLock { $0 } }

    /// Notes an outcome; says at once how to see a failure again.
    func note(_ outcome: RunOutcome, seed: UInt64) {
        state.withLock { $0.note(outcome) }
        guard !outcome.complaints.isEmpty else { return }
        print("\nFAILED \(outcome.id)")
        for complaint in outcome.complaints.prefix(8) { print("  \(complaint)") }
        print("  kept: \(outcome.folder)")
        print("  again: scripts/crash-matrix --only \(outcome.id) --seed \(seed)\n")
        fflush(nil)
    }

    /// One line a phase, and one for all.
    func summarize(seconds: Int64) {
        let matrix = matrix
        print(Self.row("phase", "places", "runs", "died", "failed"))
        var total = (places: Set<String>(), died: 0)
        for scenario in matrix.scenarios {
            let places = matrix.cells[scenario.name] ?? [:]
            let cells = places.values.flatMap(\.values)
            total.places.formUnion(places.keys)
            total.died += cells.reduce(0) { $0 + $1.killed }
            print(
                Self.row(
                    scenario.name, "\(places.count)", "\(cells.reduce(0) { $0 + $1.runs })",
                    "\(cells.reduce(0) { $0 + $1.killed })",
                    "\(cells.reduce(0) { $0 + $1.failed })"))
        }
        print(
            Self.row(
                "all", "\(total.places.count)", "\(matrix.runs)", "\(total.died)",
                "\(matrix.failures.count)") + "  in \(seconds) s")
    }

    private static func row(_ first: String, _ others: String...) -> String {
        first.padding(toLength: 14, withPad: " ", startingAt: 0)
            + others.map { String(repeating: " ", count: max(0, 8 - $0.count)) + $0 }.joined()
    }
}
