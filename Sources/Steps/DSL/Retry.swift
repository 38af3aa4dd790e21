/// How often something is tried; what it does not say stays as it is.
public struct Retry: Hashable, Sendable {
    /// Tries in all, the first included.
    public var attempts: Int?
    /// The longest wait before the second try.
    public var initial: Duration?
    /// How the longest wait grows from try to try.
    public var multiplier: Double?
    /// The longest wait of all.
    public var cap: Duration?
    /// What is tried again.
    public var on: [RetryCause]?

    /// Puts it together.
    public init(
        attempts: Int? = nil, initial: Duration? = nil, multiplier: Double? = nil,
        cap: Duration? = nil, on: [RetryCause]? = nil
    ) {
        self.attempts = attempts
        self.initial = initial
        self.multiplier = multiplier
        self.cap = cap
        self.on = on
    }

    var node: YAMLNode {
        .mapping([
            ("attempts", attempts.map { .plain($0) }),
            ("initial", initial.map { .span($0) }),
            ("multiplier", multiplier.map { .plain($0) }),
            ("cap", cap.map { .span($0) }),
            ("on", on.map { .list($0.map { .plain($0) }) }),
        ])
    }
}
