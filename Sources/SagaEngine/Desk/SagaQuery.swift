internal import Journal
public import Steps

/// A question about sagas: `status=parked and node=node03`.
///
/// The grammar, loosest first: `a or b`, `a and b`, `not a`, `( a )`, and comparisons of a field
/// with a word or a quoted text: `=`, `!=`, `<`, `<=`, `>`, `>=`, and `~` for "contains".
public struct SagaQuery: Hashable, Sendable {
    /// What can be asked for.
    public enum Field: Hashable, Sendable {
        /// Where a saga is in its life.
        case status
        /// The name of its workflow.
        case workflow
        /// Its job.
        case job
        /// Its key in the job.
        case key
        /// Why it turned or was parked.
        case reason
        /// The nodes that it is at: of a parked saga those of the steps that need an operator.
        case node
        /// The steps that it is at, by id or with their node.
        case step
        /// How long ago it was accepted.
        case age
        /// One of its inputs.
        case input(String)
    }

    /// How a field and a value are compared.
    public enum Comparison: Hashable, Sendable {
        /// `=`
        case equal
        /// `~`
        case contains
        /// `<`
        case less
        /// `<=`
        case atMost
        /// `>`
        case greater
        /// `>=`
        case atLeast
    }

    /// The parsed form.
    indirect enum Expression: Hashable, Sendable {
        case compare(Field, Comparison, String)
        case not(Expression)
        case and(Expression, Expression)
        case or(Expression, Expression)
    }

    private let expression: Expression

    /// Reads a question.
    ///
    /// - Throws: ``SagaQueryError`` that names the place at which it stops making sense.
    public init(_ source: String) throws(SagaQueryError) {
        var parser = try SagaQueryParser(source)
        expression = try parser.parse()
    }

    /// Whether a saga is one of those that are asked for.
    ///
    /// - Parameter acceptedAt: when it was accepted, by the journal.
    public func matches(
        _ saga: SagaMachine, acceptedAt: Timestamp, at now: Timestamp,
        in cluster: ClusterDefinition
    ) -> Bool {
        let place = saga.troubles(at: now, in: cluster)
        let steps = (place.isEmpty ? saga.openSteps : place).map(saga.instance)
        let view = View(saga: saga, steps: steps, age: now - acceptedAt)
        return view.holds(expression)
    }
}

/// What a question looks at.
private struct View {
    let saga: SagaMachine
    let steps: [StepInstance]
    let age: Milliseconds

    func holds(_ expression: SagaQuery.Expression) -> Bool {
        switch expression {
        case .not(let inner): !holds(inner)
        case .and(let left, let right): holds(left) && holds(right)
        case .or(let left, let right): holds(left) || holds(right)
        case .compare(.age, let comparison, let text):
            QueryAge(text).map { compare(Double(age.rawValue), comparison, Double($0.rawValue)) }
                ?? false
        case .compare(let field, let comparison, let text):
            values(of: field).contains { compare($0, comparison, text) }
        }
    }

    private func values(of field: SagaQuery.Field) -> [String] {
        switch field {
        case .status: [saga.status.rawValue]
        case .workflow: [saga.acceptance.workflow]
        case .job: [saga.acceptance.job]
        case .key: [saga.acceptance.key]
        case .reason: [saga.reason]
        case .node: steps.compactMap(\.node)
        case .step: steps.flatMap { [$0.step, "\($0)"] }
        case .age: []
        case .input(let name): saga.acceptance.inputs[name].map { [$0.description] } ?? []
        }
    }

    private func compare(_ left: String, _ comparison: SagaQuery.Comparison, _ right: String)
        -> Bool
    {
        switch comparison {
        case .equal: left == right
        case .contains: left.contains(right)
        case .less, .atMost, .greater, .atLeast:
            if let left = Double(left), let right = Double(right) {
                compare(left, comparison, right)
            } else {
                false
            }
        }
    }

    private func compare(_ left: Double, _ comparison: SagaQuery.Comparison, _ right: Double)
        -> Bool
    {
        switch comparison {
        case .equal: left == right
        case .contains: false
        case .less: left < right
        case .atMost: left <= right
        case .greater: left > right
        case .atLeast: left >= right
        }
    }
}

/// A question that makes no sense.
public struct SagaQueryError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, where, and what would be right.
    public let description: String
}

/// A span of time as a question has it: `90s`, `10m`, `2h`, `7d`.
struct QueryAge {
    let rawValue: Int64

    init?(_ text: String) {
        let units: [(String, Int64)] = [
            ("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
        ]
        guard
            let (unit, factor) = units.first(where: { unit, _ in
                text.hasSuffix(unit) && Int64(text.dropLast(unit.count)) != nil
            }), let number = Int64(text.dropLast(unit.count)), number >= 0
        else { return nil }
        let (value, isTooLong) = number.multipliedReportingOverflow(by: factor)
        guard !isTooLong else { return nil }
        rawValue = value
    }
}
