public import Steps

/// How many calls there were of each kind.
public struct CallCounts: Hashable, Sendable {
    /// By the raw values of kinds, from 1 to 4: every saga in memory has some of these.
    private var counts = SIMD4<Int32>()

    /// None yet.
    public init() {}

    /// The calls of one kind.
    public subscript(kind: CallKind) -> Int { Int(counts[Int(kind.rawValue) - 1]) }

    /// The calls of all kinds.
    public var total: Int { CallKind.allCases.reduce(0) { $0 + self[$1] } }

    /// Whether there were none.
    public var isEmpty: Bool { counts == SIMD4() }

    mutating func add(_ kind: CallKind) {
        counts[Int(kind.rawValue) - 1] += 1
    }
}
