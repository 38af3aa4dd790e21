internal import LMDB

/// Reads all that a journal's directory holds, and compares it with itself.
///
/// The journal's file is read page by page and not through LMDB, which would end the process by a
/// signal, or run in circles, where the file is damaged.
public enum JournalVerifier {
    /// Reads journal and archive to their ends, each in one consistent view; blocks.
    ///
    /// The journal first: a saga that moves to the archive meanwhile is in both, not in neither.
    ///
    /// - Throws: ``JournalError`` if there is nothing to look at.
    public static func report(directory: String) throws(JournalError) -> JournalReport {
        let (journal, figures) =
            try JournalSnapshot.read(directory: directory) { snapshot in
                guard let view = snapshot.view else {
                    return (try JournalSalvage.report(of: snapshot, directory: directory), nil)
                }
                var check = try JournalCheck(snapshot, view, directory: directory)
                check.run()
                if check.pages.entries == nil {
                    let report = try JournalSalvage.report(of: snapshot, directory: directory)
                    check.report.findings += report.findings.filter { $0.saga != nil }
                    check.report.areTailsInDoubt = true
                }
                return (check.report, ArchiveCheck.Figures(check) as ArchiveCheck.Figures?)
            } as (JournalReport, ArchiveCheck.Figures?)
        var report = journal
        ArchiveCheck.run(directory: directory, figures, &report)
        // Pages that are free by now still hold sagas that have moved.
        if report.areTailsInDoubt,
            let archive = try? SQLiteArchiveReader.open(directory: directory)
        {
            report.findings.removeAll { finding in
                guard let saga = finding.saga, finding.what == JournalSalvage.nothingLeads else {
                    return false
                }
                return (try? archive.entries(of: saga)) != nil
            }
        }
        return report
    }

    /// Everything that is wrong; empty if nothing is.
    public static func verify(directory: String) throws(JournalError) -> [JournalFinding] {
        try report(directory: directory).findings
    }
}
