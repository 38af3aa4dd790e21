package import Steps

/// What can go wrong with a journal or an archive.
public struct JournalError: Error, Sendable, CustomStringConvertible {
    /// The kinds of failure; stable, for programs.
    public enum Code: String, Sendable, CaseIterable {
        /// Another process owns the journal.
        case inUse = "journal_in_use"
        /// There is no journal there.
        case notFound = "journal_not_found"
        /// What is there is no journal, or a newer one than this program knows.
        case unknownFormat = "journal_unknown_format"
        /// Stored bytes are not what was written.
        case damaged = "journal_damaged"
        /// Something stands where a journal or a backup would be put.
        case exists = "journal_exists"
        /// There is no room for new sagas; outcomes of running ones still fit.
        case full = "journal_full"
        /// The directory or its files may not be used: owner, mode, read-only.
        case notPermitted = "journal_not_permitted"
        /// The disk failed; the process must end and recover.
        case diskFailed = "journal_disk_failed"
        /// The journal was closed.
        case closed = "journal_closed"
    }

    /// The kind of failure.
    public let code: Code
    /// What happened, and what to do next.
    public let message: String
    /// The saga that alone is concerned: others can be read, stored and archived.
    package private(set) var saga: SagaID?

    /// Puts an error together.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The same error, said of one saga alone.
    package func about(_ saga: SagaID) -> JournalError {
        var error = self
        error.saga = saga
        return error
    }

    /// The message with its code.
    public var description: String {
        "\(message) [\(code.rawValue)]"
    }
}
