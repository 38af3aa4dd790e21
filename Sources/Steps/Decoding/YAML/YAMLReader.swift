internal import Yams

/// Reads the text of one YAML document into a tree, and refuses what makes YAML surprising:
/// anchors, aliases, merge keys, tags, duplicate keys, several documents, deep nesting.
enum YAMLReader {
    private static let maximumDepth = 64

    /// A refusal with its position.
    struct Failure: Error {
        let mark: YAMLNode.Mark
        let message: String
    }

    /// The tree of a document.
    static func tree(of text: String) throws(Failure) -> YAMLNode {
        if let refusal = YAMLPrescan.refusal(of: text) {
            throw Failure(mark: refusal.mark, message: refusal.message)
        }
        // Yams keeps a pointer into the string, and one of up to 15 bytes is stored inline and has
        // no lasting address. No definition is that short.
        guard text.utf8.count > 15 else {
            let isBlank = text.allSatisfy(\.isWhitespace)
            throw Failure(
                mark: start, message: isBlank ? "is empty" : "is too short to be a definition")
        }
        let result = DeepStack.run { () -> Result<YAMLNode, Failure> in
            do throws(Failure) {
                return .success(try compose(text))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private static let start = YAMLNode.Mark(line: 1, column: 1)

    private static func compose(_ text: String) throws(Failure) -> YAMLNode {
        var text = text
        text.makeContiguousUTF8()
        let parser: Yams.Parser
        let root: Yams.Node?
        do {
            // The basic resolver leaves scalars alone; the default one tries them on five patterns.
            parser = try Parser(
                yaml: text, resolver: .basic, constructor: .default, encoding: .utf8)
            root = try parser.singleRoot()
        } catch {
            throw YAMLFailure.failure(from: error, in: text)
        }
        guard let root else { throw Failure(mark: start, message: "is empty") }
        // Nodes refer to their anchors weakly; the parser owns them.
        defer { withExtendedLifetime(parser) {} }
        return try node(root, depth: 1)
    }

    private static func node(_ node: Yams.Node, depth: Int) throws(Failure) -> YAMLNode {
        let mark = mark(of: node)
        guard depth <= maximumDepth else {
            throw Failure(mark: mark, message: "is nested deeper than \(maximumDepth) levels")
        }
        guard node.anchor == nil else {
            throw Failure(mark: mark, message: YAMLPrescan.aliasMessage)
        }
        switch node {
        case .scalar(let scalar):
            let plain = scalar.style == .plain
            try refuseTag(scalar.tag, implicit: plain ? [.implicit] : [.implicit, .str], at: mark)
            return YAMLNode(mark: mark, content: .scalar(scalar.string, plain: plain))
        case .sequence(let sequence):
            try refuseTag(sequence.tag, implicit: [.implicit], at: mark)
            var nodes: [YAMLNode] = []
            nodes.reserveCapacity(sequence.count)
            for item in sequence {
                nodes.append(try self.node(item, depth: depth + 1))
            }
            return YAMLNode(mark: mark, content: .sequence(nodes))
        case .mapping(let mapping):
            try refuseTag(mapping.tag, implicit: [.implicit], at: mark)
            let entries = try entries(of: mapping, depth: depth)
            return YAMLNode(mark: mark, content: .mapping(entries))
        case .alias:
            throw Failure(mark: mark, message: YAMLPrescan.aliasMessage)
        }
    }

    private static func entries(
        of mapping: Yams.Node.Mapping, depth: Int
    ) throws(Failure) -> [YAMLNode.Entry] {
        var seen: Set<String> = []
        var entries: [YAMLNode.Entry] = []
        seen.reserveCapacity(mapping.count)
        entries.reserveCapacity(mapping.count)
        for (key, value) in mapping {
            let mark = mark(of: key)
            guard case .scalar(let scalar) = key else {
                throw Failure(mark: mark, message: YAMLPrescan.keyMessage)
            }
            guard key.anchor == nil else {
                throw Failure(mark: mark, message: YAMLPrescan.aliasMessage)
            }
            // Keys were hashed by Yams, which resolves the tag of a plain one to `str`.
            try refuseTag(scalar.tag, implicit: [.implicit, .str], at: mark)
            let name = scalar.string
            guard !(name == "<<" && scalar.style == .plain) else {
                throw Failure(
                    mark: mark, message: "merge keys (<<) are not allowed; write the values out")
            }
            guard seen.insert(name).inserted else {
                throw Failure(mark: mark, message: duplicate(name))
            }
            let node = try node(value, depth: depth + 1)
            entries.append(YAMLNode.Entry(key: name, keyMark: mark, value: node))
        }
        return entries
    }

    static func duplicate(_ key: String) -> String {
        "key \(PrintableText.quoted(key)) is given more than once"
    }

    private static func refuseTag(
        _ tag: Tag, implicit: [Tag.Name], at mark: YAMLNode.Mark
    ) throws(Failure) {
        guard !implicit.contains(where: { $0.rawValue == tag.rawValue }) else { return }
        throw Failure(
            mark: mark, message: "tags (\(PrintableText.quoted(tag.rawValue))) are not allowed")
    }

    private static func mark(of node: Yams.Node) -> YAMLNode.Mark {
        YAMLNode.Mark(line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    }
}
