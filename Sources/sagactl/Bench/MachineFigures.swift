internal import Foundation
internal import Journal
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

    /// What keeps sagas from being faster.
    enum Limit: String {
        case disk, processors, waiting
    }

    /// How busy the processors were with sagas, from 0 to 1.
    var processorShare: Double {
        min(1, sagas.processorSeconds / (sagas.seconds * Double(processors)))
    }

    /// How much of the time the journal's thread waited for the disk at most, from 0 to 1.
    ///
    /// At most, because a commit alone takes some processor time as well.
    var diskShare: Double {
        min(
            1,
            Double(sagas.journal.commits) * commits.seconds / Double(commits.count)
                / sagas.seconds)
    }

    var limit: Limit {
        // What is more than this busy has no room for waves.
        let busy = 0.75
        if processorShare >= busy, processorShare >= diskShare { return .processors }
        return diskShare >= busy ? .disk : .waiting
    }

    /// What limits, in words.
    var verdict: String {
        let shares =
            "(processors \(percent(processorShare)) busy, the journal's disk "
            + "\(percent(diskShare)))"
        let words =
            switch limit {
            case .processors: "the processors limit, not the disk \(shares)"
            case .disk: "the disk limits, not the processors \(shares)"
            case .waiting:
                "neither the disk nor the processors limit, but waiting for one another, "
                    + "or other programs \(shares)"
            }
        return words + "; nodes limit where all of them together take fewer than "
            + "\(Self.grouped(sagas.perSecond * 3)) requests a second"
    }

    private func percent(_ share: Double) -> String { "\(Int((share * 100).rounded()))%" }

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
