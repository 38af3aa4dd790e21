internal import Steps

/// How many requests one node is trusted with at once, learned from what comes of them.
///
/// Additive increase, multiplicative decrease (Chiu and Jain: "Analysis of the increase and
/// decrease algorithms for congestion avoidance", 1989), with the rules of TCP: one decrease a
/// window, however many requests of it are lost, and no increase that was not used (Jacobson:
/// "Congestion avoidance and control", 1988; RFC 7661).
struct AdaptiveLimit {
    /// What a request has to bring back when it ends.
    struct Begun: Hashable {
        let number: Int
        /// Whether the limit was what held back more.
        let isLast: Bool
    }

    /// Less than one half, so that requests in flight at the decrease cost less than they teach.
    static let decrease = 0.7

    let maximum: Int
    private var exact: Double
    private var begun = 0
    /// The last one that was begun before the last decrease.
    private var decreasedAfter = 0

    init(maximum: Int) {
        precondition(maximum > 0, "a node takes at least one request at once")
        self.maximum = maximum
        exact = Double(maximum)
    }

    /// From 1 to ``maximum``.
    var allowed: Int { Int(exact) }

    /// - Parameter inFlight: with the one that begins.
    mutating func begin(inFlight: Int) -> Begun {
        begun += 1
        return Begun(number: begun, isLast: inFlight >= allowed)
    }

    /// - Parameter result: `nil` for a request that was not sent after all.
    mutating func end(_ call: Begun, _ result: CallResult?) {
        // A connection that was never made says nothing about what the node can bear.
        guard let result, result.outcome != .unreachable else { return }
        if Self.isOverload(result) {
            guard call.number > decreasedAfter else { return }
            exact = max(1, exact * Self.decrease)
            decreasedAfter = begun
        } else if call.isLast {
            exact = min(Double(maximum), exact + 1 / exact)
        }
    }

    /// Too many requests, no service at present, or no reply at all.
    static func isOverload(_ result: CallResult) -> Bool {
        switch result.status {
        case 429, 503: true
        case nil: result.outcome == .unknown
        default: false
        }
    }
}
