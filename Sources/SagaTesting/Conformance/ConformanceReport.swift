/// What a node guarantees, and how that was found out.
public struct ConformanceReport: Sendable {
    /// A request, and what came of it.
    public struct Exchange: Hashable, Sendable {
        /// What was sent, in words.
        public var sent: String
        /// What came back: status and body, in words.
        public var reply: String
        /// What the node says that its barrier did.
        public var barrier: String?
        /// For a probe that says so: whether the action is in effect.
        public var isInEffect: Bool?
    }

    /// Whether a guarantee is given.
    public enum Verdict: Hashable, Sendable {
        /// It is.
        case held
        /// It is not, for these reasons.
        case broken([String])
        /// This node, or this step, gives no way to find out.
        case unknown(String)
    }

    /// What was found out of one guarantee.
    public struct Finding: Sendable {
        /// The guarantee.
        public var guarantee: Guarantee
        /// Whether it is given.
        public var verdict: Verdict
        /// What was sent for it, in order.
        public var exchanges: [Exchange]
    }

    /// What was found out, a guarantee each.
    public var findings: [Finding] = []
    /// What could not be taken away again, in words.
    public var leftovers: [String] = []

    /// The guarantees that are not given.
    public var broken: [Guarantee] {
        findings.compactMap { finding in
            if case .broken = finding.verdict { finding.guarantee } else { nil }
        }
    }

    /// Whether the node keeps the contract, as far as could be found out.
    public var keepsContract: Bool { broken.isEmpty }
}
