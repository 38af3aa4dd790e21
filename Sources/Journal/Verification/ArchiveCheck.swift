internal import LMDB
internal import Steps

/// A comparison of the archive with the journal that it belongs to.
enum ArchiveCheck {
    /// What the journal says of its archive.
    struct Figures {
        var known: [SagaID: JournalCheck.Known]
        /// The highest id ever accepted.
        var highest: SagaID?
        /// How many sagas the archive took over.
        var removed: Int?
        /// Whether all sagas that have entries could be told.
        var isSound: Bool

        init(_ check: JournalCheck) {
            known = check.known
            highest = check.pages.meta?.value(JournalTables.Meta.highest).map {
                JournalTables.saga(fromKey: $0)
            }
            removed = check.pages.meta?.value(JournalTables.Meta.removed).flatMap {
                Int(exactly: BigEndian.number($0))
            }
            isSound = check.report.findings.isEmpty
        }
    }

    static func run(directory: String, _ figures: Figures?, _ report: inout JournalReport) {
        var tally = ArchiveTally()
        do throws(JournalError) {
            let archive = try SQLiteArchiveReader.open(directory: directory)
            try archive.verify(against: figures?.known ?? [:], &tally)
        } catch {
            tally.findings.append(
                JournalFinding(saga: nil, place: "archive", what: error.message))
        }
        report.archived = tally.sagas
        report.findings += tally.findings
        guard let figures else { return }
        // A saga that was accepted while this read is no evidence.
        let newest = [figures.known.keys.max(), tally.newest].compactMap(\.self).max()
        if let highest = figures.highest, figures.isSound, newest.map({ $0 < highest }) ?? true {
            report.findings.append(
                JournalFinding(
                    saga: highest,
                    what: "it was accepted last, and neither journal nor archive has it"))
        }
        if let removed = figures.removed, tally.alone < removed {
            report.findings.append(
                JournalFinding(
                    saga: nil, place: "archive",
                    what: "it took over \(removed) sagas, and \(removed - tally.alone) of them "
                        + "are missing"))
        }
    }
}
