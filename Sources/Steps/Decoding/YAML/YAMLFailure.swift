internal import Yams

/// Says in this project's words what the YAML parser stumbled over.
enum YAMLFailure {
    static func failure(from error: any Error, in text: String) -> YAMLReader.Failure {
        let start = YAMLNode.Mark(line: 1, column: 1)
        guard let error = error as? YamlError else {
            return YAMLReader.Failure(mark: start, message: "cannot be read: \(error)")
        }
        switch error {
        case .scanner(let context, let problem, let mark, _),
            .parser(let context, let problem, let mark, _):
            let message = [context?.text, problem].compactMap { $0 }.joined(separator: ", ")
            // What is never closed is best shown where it began.
            let isUnclosed = problem.contains("end of stream")
            return failure(message, at: isUnclosed ? context?.mark ?? mark : mark, in: text)
        case .composer(_, let problem, let mark, _):
            return failure(problem, at: mark, in: text)
        case .duplicatedKeysInMapping(let duplicates, let context):
            let mark = YAMLNode.Mark(line: context.mark.line, column: context.mark.column)
            // This is what Yams calls a key that is no scalar.
            let isCollection = duplicates.contains("<uncovertable>")
            let message =
                isCollection
                ? YAMLPrescan.keyMessage : YAMLReader.duplicate(duplicates.first ?? "")
            return YAMLReader.Failure(mark: mark, message: message)
        default:
            // The reader's complaints were all answered by the scan before it.
            return YAMLReader.Failure(mark: start, message: "is not YAML")
        }
    }

    private static func failure(
        _ problem: String, at mark: Yams.Mark, in text: String
    ) -> YAMLReader.Failure {
        let place = YAMLNode.Mark(line: mark.line, column: mark.column)
        let message: String
        switch problem {
        case _ where problem.contains("undefined alias"): message = YAMLPrescan.aliasMessage
        case _ where problem.contains("another document"):
            message = "a second document begins here; one file holds one"
        case _ where problem.contains("nesting level"): message = "is nested too deeply"
        case _ where scalar(at: place, in: text) == "\t":
            message = "a tab stands where YAML wants spaces"
        default:
            let hasReference = line(at: place, in: text)?.contains("${") ?? false
            let advice = hasReference ? "; a text with ${…} in braces or brackets needs quotes" : ""
            message = "is not YAML: \(problem)\(advice)"
        }
        return YAMLReader.Failure(mark: place, message: message)
    }

    private static func scalar(at mark: YAMLNode.Mark, in text: String) -> Unicode.Scalar? {
        line(at: mark, in: text)?.unicodeScalars.dropFirst(mark.column - 1).first
    }

    private static func line(at mark: YAMLNode.Mark, in text: String) -> Substring? {
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        return lines.indices.contains(mark.line - 1) ? lines[mark.line - 1] : nil
    }
}
