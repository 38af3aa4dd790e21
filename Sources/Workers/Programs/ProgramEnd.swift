/// What became of a program.
///
/// `errors` is the end of what it wrote to standard error, as printable text of several lines.
package enum ProgramEnd: Hashable, Sendable {
    /// It ended by itself.
    case exited(code: Int32, output: ProgramOutput, errors: String)
    /// A signal ended it, which was not sent because its time was up.
    case signalled(Int32, errors: String)
    /// Its time was up, and it was ended together with what it had started.
    case timedOut(errors: String)
    /// It ended, and how is not known: something else in this process has waited for it.
    case lost(errors: String)
    /// It has proved not to have run, for this reason.
    case notStarted(String)
}
