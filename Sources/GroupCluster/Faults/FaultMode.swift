/// Which faults a cluster's random behaviour is made of.
public enum FaultMode: String, CaseIterable, Sendable {
    /// Errors for requests of which nothing was done.
    case before
    /// Errors for requests that were done.
    case after
    /// Requests that were done, and whose connection is closed without a reply.
    case drop
    /// Requests that are answered 408 at once and done 300 ms later.
    case late
    /// All of them, evenly.
    case mixed

    var kinds: [Fault.Kind] {
        switch self {
        case .before: [.before]
        case .after: [.after]
        case .drop: [.drop]
        case .late: [.late]
        case .mixed: Fault.Kind.allCases
        }
    }
}
