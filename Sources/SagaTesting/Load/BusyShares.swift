internal import Journal

/// How busy everything was that a load shares, and which of it limits.
package struct BusyShares: Hashable, Sendable {
    /// What keeps sagas from being faster.
    package enum Limit: String, Sendable {
        case disk, eventLoop, processors, waiting
    }

    /// What is more than this busy has no room for waves.
    private static let busy = 0.75

    /// All processors, from 0 to 1.
    package var processors: Double
    /// The busiest of the event loops, which make all calls, from 0 to 1.
    package var loop: Double
    /// The journal's disk, from 0 to 1.
    package var disk: Double

    /// Shares that are known.
    package init(processors: Double, loop: Double, disk: Double) {
        self.processors = processors
        self.loop = loop
        self.disk = disk
    }

    /// The shares in a run.
    ///
    /// That of the disk is an estimate: what the run's commits would have taken if each had been
    /// small. Those of a run hold more, and a small one takes some processor time as well.
    ///
    /// - Parameters:
    ///   - processors: how many the process may use.
    ///   - commitSeconds: what a small commit takes by itself.
    package init(of report: LoadReport, processors: Int, commitSeconds: Double) {
        self.init(
            processors: min(1, report.processorSeconds / (report.seconds * Double(processors))),
            loop: min(1, (report.loopSeconds.max() ?? 0) / report.seconds),
            disk: min(1, Double(report.journal.commits) * commitSeconds / report.seconds))
    }

    /// What limits: the processors, if they are busy, since the others need them too.
    package var limit: Limit {
        if processors >= Self.busy { return .processors }
        guard max(loop, disk) >= Self.busy else { return .waiting }
        return loop >= disk ? .eventLoop : .disk
    }

    /// What limits, in words, with all shares.
    package var words: String {
        let words =
            switch limit {
            case .processors: "the processors limit, not the disk"
            case .eventLoop:
                "an event loop limits, of which '--shards' says how many make the calls"
            case .disk: "the disk limits, not the processors"
            case .waiting:
                "neither the disk nor the processors limit, but waiting for one another, or "
                    + "other programs"
            }
        return words
            + " (processors \(percent(processors)) busy, the busiest event loop \(percent(loop)), the "
            + "journal's disk \(percent(disk)))"
    }

    private func percent(_ share: Double) -> String { "\(Int((share * 100).rounded()))%" }
}
