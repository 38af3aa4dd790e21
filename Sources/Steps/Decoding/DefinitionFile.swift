/// Opens a file's text for reading, or says why it cannot be read.
enum DefinitionFile {
    static func open(
        _ text: String, file: String
    ) throws(DefinitionError) -> (root: YAMLNode, problems: ProblemList) {
        do throws(YAMLReader.Failure) {
            let root = try YAMLReader.tree(of: text)
            return (root, ProblemList(file: file, stepIDs: stepIDs(in: root)))
        } catch {
            let problems = ProblemList(file: file)
            problems.report(Finding(.root, error.message), at: error.mark)
            try problems.throwIfAny()
            preconditionFailure("a problem was reported")
        }
    }

    /// What messages call the steps of a workflow.
    static func stepIDs(in root: YAMLNode) -> [Int: String] {
        guard case .sequence(let steps) = root["steps"]?.content else { return [:] }
        var ids: [Int: String] = [:]
        for (index, step) in steps.enumerated() {
            if case .scalar(let id, _) = step["id"]?.content { ids[index] = id }
        }
        return ids
    }
}
