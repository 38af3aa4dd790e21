/// A workflow made in code becomes the tree that its file would be read to. So there is one reader,
/// which gives both their meaning, their defaults and their messages.
extension YAMLNode {
    /// What was made in code stands on no line.
    private static let nowhere = Mark(line: 0, column: 0)

    /// Text as if in quotes: never taken for something else.
    static func text(_ text: String) -> YAMLNode {
        YAMLNode(mark: nowhere, content: .scalar(text, plain: false))
    }

    /// A number, a truth value or `null`.
    static func plain(_ value: some CustomStringConvertible) -> YAMLNode {
        YAMLNode(mark: nowhere, content: .scalar(value.description, plain: true))
    }

    /// A span of time; one that is not of whole milliseconds is left to the reader to refuse.
    static func span(_ span: Duration) -> YAMLNode {
        let (seconds, attoseconds) = span.components
        let (milliseconds, rest) = attoseconds.quotientAndRemainder(
            dividingBy: 1_000_000_000_000_000)
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000)
        guard rest == 0, !overflow else { return text(span.description) }
        return text("\(whole + milliseconds)ms")
    }

    /// A list.
    static func list(_ items: [YAMLNode]) -> YAMLNode {
        YAMLNode(mark: nowhere, content: .sequence(items))
    }

    /// A mapping; entries without a value are left out.
    static func mapping(_ entries: [(key: String, value: YAMLNode?)]) -> YAMLNode {
        let given = entries.compactMap { key, value in
            value.map { Entry(key: key, keyMark: nowhere, value: $0) }
        }
        return YAMLNode(mark: nowhere, content: .mapping(given))
    }

    /// A mapping of templates, in order of their names.
    static func templates(_ templates: [String: String]) -> YAMLNode {
        mapping(templates.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value)) })
    }

    /// The same without the entries whose key was given before, each of which is reported.
    ///
    /// In a file the parser sees to that.
    func withoutRepeats(at place: Place, _ report: (Finding) -> Void) -> YAMLNode {
        switch content {
        case .scalar: return self
        case .sequence(let items):
            return .list(items.enumerated().map { $1.withoutRepeats(at: place[$0], report) })
        case .mapping(let entries):
            var seen: Set<String> = []
            var kept: [(key: String, value: YAMLNode?)] = []
            for entry in entries {
                guard seen.insert(entry.key).inserted else {
                    report(Finding(place[entry.key], "is given more than once"))
                    continue
                }
                kept.append((entry.key, entry.value.withoutRepeats(at: place[entry.key], report)))
            }
            return .mapping(kept)
        }
    }
}
