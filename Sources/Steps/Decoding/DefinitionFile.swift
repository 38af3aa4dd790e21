/// Opens a file's text for reading, or says why it cannot be read.
enum DefinitionFile {
    static func open(
        _ text: String, file: String
    ) throws(DefinitionError) -> (root: YAMLNode, problems: ProblemList) {
        do throws(YAMLReader.Failure) {
            let root = try YAMLReader.tree(of: text)
            return (root, ProblemList(file: file, stepIDs: stepIDs(in: root)))
        } catch {
            throw self.error(error.message, in: file, at: error.mark)
        }
    }

    /// An error that concerns a file as a whole.
    static func error(
        _ message: String, in file: String, at mark: YAMLNode.Mark? = nil
    ) -> DefinitionError {
        let problem = DefinitionError.Problem(
            file: file, line: mark?.line, column: mark?.column, place: "",
            message: PrintableText.line(message), suggestion: nil)
        return DefinitionError(problems: [problem])
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
