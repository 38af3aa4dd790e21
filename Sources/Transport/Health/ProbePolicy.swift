/// How many probes of a round must hold for the endpoint to be healthy.
public enum ProbePolicy: String, Hashable, Sendable, CaseIterable {
    /// Every one; the first failure decides.
    case all
    /// More than half; a tie is unhealthy.
    case majority
    /// One; the first success decides.
    case any

    /// What is known after some probes of a round; `nil` while it is open.
    func verdict(succeeded: Int, failed: Int, of probes: Int) -> Bool? {
        switch self {
        case .all:
            if failed > 0 { return false }
            return succeeded == probes ? true : nil
        case .majority:
            if succeeded * 2 > probes { return true }
            return failed * 2 >= probes ? false : nil
        case .any:
            if succeeded > 0 { return true }
            return failed == probes ? false : nil
        }
    }
}

/// How many endpoints must be healthy before the first request is sent.
public enum InitialPolicy: String, Hashable, Sendable, CaseIterable {
    /// Every one.
    case all
    /// More than half.
    case majority
    /// At least one.
    case one

    /// How many of so many that is.
    func needed(of endpoints: Int) -> Int {
        switch self {
        case .all: endpoints
        case .majority: endpoints / 2 + 1
        case .one: 1
        }
    }
}
