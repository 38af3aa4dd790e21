/// What is known about the effect of one request.
///
/// A timeout is not a failure: only `unreachable` proves that a request that was tried had no
/// effect, and only the node's own word makes `succeeded` or `rejected`.
public enum Outcome: UInt8, Sendable, Codable, CaseIterable {
    /// The node's reply says that it was done.
    case succeeded = 1
    /// The node's reply says that nothing was done and that a retry cannot help.
    case rejected = 2
    /// Anything else after the request may have left: timeout, reset, 408, 5xx, broken body.
    case unknown = 3
    /// The connection was never made, so nothing can have happened.
    case unreachable = 4
}

extension Outcome: CustomStringConvertible {
    /// The word used in output and documents.
    public var description: String {
        switch self {
        case .succeeded: "succeeded"
        case .rejected: "rejected"
        case .unknown: "unknown"
        case .unreachable: "unreachable"
        }
    }
}
