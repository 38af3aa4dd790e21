internal import LMDB
internal import Steps

/// Reads all that a journal's directory holds, and compares it with itself.
///
/// A data file that was cut short ends the process with SIGBUS: run it in a child process.
public enum JournalVerifier {
    /// Reads journal and archive to their ends, each in one consistent view; blocks.
    ///
    /// - Returns: everything that is wrong; empty if nothing is.
    /// - Throws: ``JournalError`` if there is nothing to look at.
    public static func verify(directory: String) throws(JournalError) -> [JournalFinding] {
        let reader = try LMDBJournalReader.open(directory: directory)
        var findings: [JournalFinding] = []
        do throws(JournalError) {
            findings += try LMDBFailure.translated {
                try reader.environment.read { transaction in
                    var check = JournalCheck(tables: reader.tables)
                    try check.run(transaction)
                    return check.findings
                }
            }
        } catch {
            // What cannot be read is a finding too, and the archive is still looked at.
            findings.append(JournalFinding(saga: nil, what: error.message))
        }
        do throws(JournalError) {
            findings += try SQLiteArchiveReader.open(directory: directory).verify()
        } catch {
            findings.append(JournalFinding(saga: nil, what: error.message))
        }
        return findings
    }
}
