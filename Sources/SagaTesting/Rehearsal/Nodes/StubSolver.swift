internal import Steps

/// Finds values for what a node says and a definition never wrote, so that a condition holds.
enum StubSolver {
    private static let mostTries = 512

    /// Values for the parts of a body that are not known; `nil` if none make it hold.
    static func values(
        for condition: Condition, status: Int, in scope: Scope, known: (ReplyPath) -> Value?
    ) -> [[String]: Value]? {
        var missing: [[String]] = []
        for case .body(let parts)? in condition.references.map(\.replyPath)
        where known(.body(parts)) == nil && !missing.contains(parts) {
            missing.append(parts)
        }
        guard !missing.isEmpty else { return nil }
        let choices = condition.expression.literals(in: scope) + [.string("made-up"), .integer(1)]
        var tries = 1
        for _ in missing { tries = min(Self.mostTries, tries * choices.count) }
        for number in 0..<tries {
            var rest = number
            var values: [[String]: Value] = [:]
            for path in missing {
                values[path] = choices[rest % choices.count]
                rest /= choices.count
            }
            let holds = condition.holds { reference in
                switch reference.replyPath {
                case .status?: .integer(Int64(status))
                case .body(let parts)?: values[parts] ?? known(.body(parts))
                case let path?: known(path)
                case nil: scope(reference)
                }
            }
            if holds { return values }
        }
        return nil
    }
}
