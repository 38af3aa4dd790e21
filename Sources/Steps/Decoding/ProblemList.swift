/// Collects what is wrong with one file while it is read.
///
/// A class, because every field that is read reports to the same list.
final class ProblemList {
    /// More would only hide the first, which often causes the rest.
    static let maximum = 50

    private let file: String?
    private let stepIDs: [Int: String]
    private var problems: [DefinitionError.Problem] = []
    /// See ``DefinitionError/cause``.
    var cause: DefinitionError.Problem?

    init(file: String?, stepIDs: [Int: String] = [:]) {
        self.file = file
        self.stepIDs = stepIDs
    }

    /// Whether what is reported from now on is dropped.
    var isFull: Bool {
        problems.count >= Self.maximum
    }

    func report(_ finding: Finding, at mark: YAMLNode.Mark?) {
        report([finding]) { _ in mark }
    }

    /// Reports as many as are wanted; only for those is it found out where they stand.
    func report(_ findings: [Finding], at mark: (Place) -> YAMLNode.Mark?) {
        for finding in findings {
            guard !isFull else { return }
            append(finding, at: mark(finding.place))
        }
    }

    private func append(_ finding: Finding, at mark: YAMLNode.Mark?) {
        // What was made in code stands on no line.
        let mark = file == nil ? nil : mark
        let problem = DefinitionError.Problem(
            file: file, line: mark?.line, column: mark?.column,
            place: finding.place.text(stepIDs: stepIDs),
            message: PrintableText.line(finding.message),
            suggestion: finding.suggestion.map { PrintableText.line($0, limit: 80) })
        problems.append(problem)
    }

    /// Throws what was found, in the order of the file.
    func throwIfAny() throws(DefinitionError) {
        guard !problems.isEmpty else { return }
        // The sort must keep the order of problems at one position.
        let sorted = problems.enumerated().sorted { left, right in
            (left.element.line ?? 0, left.element.column ?? 0, left.offset)
                < (right.element.line ?? 0, right.element.column ?? 0, right.offset)
        }
        throw DefinitionError(problems: sorted.map(\.element), cause: cause)
    }
}
