/// Which step of a workflow needs which: a graph without circles, once it is valid.
public struct StepGraph: Sendable {
    /// For each step, those that it needs itself, by index.
    public private(set) var needs: [[Int]] = []
    /// For each step, those that need it themselves.
    public private(set) var neededBy: [[Int]] = []
    /// The steps in an order in which each comes after those that it needs, as near to the order
    /// of the file as that allows; those of a circle are left out.
    public private(set) var order: [Int] = []
    /// For each step, one bit for each step that must be done before it, by whatever way.
    private var ancestors: [[UInt64]] = []
    /// Steps that stand in a circle; nothing is known of what comes before them.
    private(set) var circle: [Int] = []

    /// Follows the needs; names of no step are left out, for the validator to find.
    public init(_ steps: [StepDefinition]) {
        let indexes = Dictionary(
            steps.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        neededBy = Array(repeating: [], count: steps.count)
        for (index, step) in steps.enumerated() {
            let direct =
                step.needs.map { Array(Set($0.compactMap { indexes[$0] })).sorted() }
                ?? (index > 0 ? [index - 1] : [])
            needs.append(direct)
            for other in direct { neededBy[other].append(index) }
        }
        followAll()
    }

    /// Whether a step must be done before another one starts.
    public func isBefore(_ step: Int, _ other: Int) -> Bool {
        let bits = ancestors[other]
        return !bits.isEmpty && bits[step / 64] & (1 << (step % 64)) != 0
    }

    /// Goes through the steps in an order in which each comes after what it needs (Kahn, 1962).
    private mutating func followAll() {
        let words = (needs.count + 63) / 64
        ancestors = Array(repeating: [], count: needs.count)
        var missing = needs.map(\.count)
        // The last is taken first, so the first of the file stands last.
        var ready = Array(missing.indices.filter { missing[$0] == 0 }.reversed())
        order.reserveCapacity(needs.count)
        while let step = ready.popLast() {
            order.append(step)
            var bits = Array(repeating: UInt64(0), count: words)
            for other in needs[step] {
                for word in 0..<words { bits[word] |= ancestors[other][word] }
                bits[other / 64] |= 1 << (other % 64)
            }
            ancestors[step] = bits
            for next in neededBy[step].reversed() {
                missing[next] -= 1
                if missing[next] == 0 { ready.append(next) }
            }
        }
        if order.count < needs.count { circle = Self.circle(in: needs, missing: missing) }
    }

    /// One circle among the steps that never became ready: each of them needs another one.
    private static func circle(in needs: [[Int]], missing: [Int]) -> [Int] {
        var path: [Int] = []
        var places: [Int: Int] = [:]
        var step = missing.firstIndex { $0 > 0 } ?? 0
        while places[step] == nil {
            places[step] = path.count
            path.append(step)
            guard let next = needs[step].first(where: { missing[$0] > 0 }) else { return [] }
            step = next
        }
        return Array(path[(places[step] ?? 0)...])
    }
}
