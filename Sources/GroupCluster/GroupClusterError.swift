/// Why a cluster could not be started.
public struct GroupClusterError: Error, CustomStringConvertible {
    /// What kind of trouble it is.
    public enum Code: String, Sendable {
        /// A value of the configuration is out of its range.
        case invalidConfiguration
        /// Another process already listens on a node's port.
        case portInUse
        /// A node could not listen, for another reason.
        case cannotListen
        /// The database could not be opened or set up.
        case databaseUnusable
    }

    /// What kind of trouble it is.
    public let code: Code
    /// One line for the operator, saying what to change.
    public let message: String
    /// The error underneath, where there is one.
    public let cause: (any Error)?

    /// The message alone.
    public var description: String { message }

    init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }
}
