internal import Glibc

/// The end of a process whose environment cannot be read.
///
/// LMDB trusts its file: where it is cut short or overwritten, reading it raises SIGBUS or fails an
/// assertion, and the process ends without a word. Here it ends with one, and a status of its own.
package enum DamagedMap {
    /// The exit status of commands that find a damaged journal.
    private static let status: Int32 = 7
    private static let words: StaticString =
        "the journal's file is damaged or cut short; see 'sagactl journal verify'\n"

    /// Takes SIGBUS over, for the whole process.
    package static func watch() {
        var action = sigaction()
        unsafe action.__sigaction_handler.sa_handler = { _ in DamagedMap.leave() }
        _ = unsafe sigaction(SIGBUS, &action, nil)
    }

    /// Calls nothing that a signal must not call.
    static func leave() -> Never {
        _ = unsafe write(STDERR_FILENO, words.utf8Start, words.utf8CodeUnitCount)
        _exit(status)
    }
}
