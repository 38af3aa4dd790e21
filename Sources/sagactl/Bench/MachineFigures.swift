internal import Foundation
internal import SagaTesting

/// What a machine was measured to do.
struct MachineFigures {
    /// Processors that this process may use.
    var processors = ProcessInfo.processInfo.activeProcessorCount
    /// A small block appended to a file, and synced.
    var syncs: Rate
    /// An entry journaled alone.
    var commits: Rate
    /// Sagas taken on in large commits.
    var acceptsPerSecond: Double
    /// Requests over kept connections to a server in this process, one at a time on each.
    var requests: Rate
    /// Sagas whose calls are answered at once, without a request.
    var engine: LoadReport
    /// Sagas of three requests to the server in this process.
    var sagas: LoadReport
    /// The same, one after the other.
    var single: LoadReport

    /// How busy everything was with sagas, and what limits them.
    var shares: BusyShares {
        BusyShares(
            of: sagas, processors: processors,
            commitSeconds: commits.seconds / Double(commits.count))
    }

    /// What limits, in words.
    var verdict: String {
        shares.words + "; nodes limit where all of them together take fewer than "
            + "\(Self.grouped(sagas.perSecond * 3)) requests a second"
    }

    /// A number for people, with commas.
    static func grouped(_ number: Double) -> String {
        var digits = String(Int(number.rounded()))
        var text = ""
        while digits.count > 3 {
            text = "," + digits.suffix(3) + text
            digits.removeLast(3)
        }
        return digits + text
    }
}
