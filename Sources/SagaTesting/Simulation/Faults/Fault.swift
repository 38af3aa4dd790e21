/// One thing that went wrong, by a name that stays the same when others are left out.
public struct Fault: Hashable, Sendable, CustomStringConvertible {
    /// What went wrong.
    public let kind: FaultKind
    /// Where: a try (`s3/create@node02/action/1`), a commit (`c17`), or a moment (`t12`).
    public let place: String

    /// Names a fault.
    public init(_ kind: FaultKind, at place: String) {
        self.kind = kind
        self.place = place
    }

    /// Reads `KIND:PLACE`.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ":", maxSplits: 1)
        guard parts.count == 2, let kind = FaultKind(rawValue: String(parts[0])) else { return nil }
        self.init(kind, at: String(parts[1]))
    }

    /// `KIND:PLACE`.
    public var description: String { "\(kind.rawValue):\(place)" }
}
