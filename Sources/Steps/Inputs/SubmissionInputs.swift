/// Checks the inputs of submissions against a workflow; made once, used for every record.
public struct SubmissionInputs {
    private let rules: [String: InputRule]
    private let names: [String]

    /// Prepares the checks.
    ///
    /// - Throws: ``InputError`` if a pattern is no regular expression.
    public init(of workflow: WorkflowDefinition) throws(InputError) {
        var rules: [String: InputRule] = [:]
        for (name, definition) in workflow.inputs {
            rules[name] = try InputRule(definition, named: name)
        }
        self.rules = rules
        names = rules.keys.sorted()
    }

    /// The values of a submission in the types that the workflow declares, defaults filled in.
    ///
    /// - Parameter given: what the submission gives; text is converted to the declared type.
    /// - Throws: ``InputError`` for names that are unknown or missing, and values that do not fit.
    public func checked(_ given: [String: Value]) throws(InputError) -> [String: Value] {
        for name in given.keys.sorted() where rules[name] == nil {
            throw unknown(name)
        }
        var values: [String: Value] = [:]
        for name in names {
            guard let rule = rules[name] else { continue }
            if let value = given[name] {
                values[name] = try rule.value(of: value)
            } else if let value = rule.definition.default {
                values[name] = value
            } else {
                throw InputError("input '\(name)' is missing")
            }
        }
        return values
    }

    /// The inputs of a record; an error names the record's line.
    public func checked(_ record: InputRecord) throws(InputError) -> [String: Value] {
        do throws(InputError) {
            return try checked(record.given)
        } catch {
            var located = error
            located.line = record.line
            throw located
        }
    }

    private func unknown(_ name: String) -> InputError {
        let message =
            names.isEmpty
            ? "unknown input \(PrintableText.quoted(name)): the workflow has none"
            : "unknown input \(PrintableText.quoted(name))"
        return InputError(message, suggestion: Suggestion.nearest(to: name, among: names))
    }
}

extension WorkflowDefinition {
    /// The inputs of one submission; see ``SubmissionInputs/checked(_:)-([String:Value])``.
    public func checkedInputs(_ given: [String: Value]) throws(InputError) -> [String: Value] {
        try SubmissionInputs(of: self).checked(given)
    }

    /// The inputs of one submission, given as text.
    public func checkedInputs(_ given: [String: String]) throws(InputError) -> [String: Value] {
        try checkedInputs(given.mapValues { .string($0) })
    }
}
