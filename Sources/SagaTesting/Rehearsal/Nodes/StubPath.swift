internal import Foundation
internal import Steps

/// A path as a stub node takes it: its segments, decoded, and its query.
struct StubPath: Hashable {
    var segments: [String]
    var query: [String: String] = [:]

    init(_ text: String) {
        let parts = text.split(separator: "?", maxSplits: 1)
        segments = (parts.first ?? "").split(separator: "/").map { Self.decoded($0) }
        guard parts.count == 2 else { return }
        for pair in parts[1].split(separator: "&") {
            let words = pair.split(separator: "=", maxSplits: 1).map { Self.decoded($0) }
            query[words.first ?? ""] = words.count == 2 ? words[1] : ""
        }
    }

    private static func decoded(_ text: Substring) -> String {
        text.removingPercentEncoding ?? String(text)
    }

    /// The place of a resource, as text.
    var place: String { "/" + segments.joined(separator: "/") }

    /// What stands for the stars of a pattern; `nil` if it does not match.
    func stars(of pattern: String) -> [String]? {
        let parts = pattern.split(separator: "/")
        guard parts.count == segments.count else { return nil }
        var stars: [String] = []
        for (part, segment) in zip(parts, segments) {
            if part == "*" {
                stars.append(segment)
            } else if part != segment {
                return nil
            }
        }
        return stars
    }

    /// A pattern with its stars filled in.
    static func filled(_ pattern: String, _ stars: [String]) -> StubPath {
        var stars = stars[...]
        var path = StubPath("")
        path.segments = pattern.split(separator: "/").map {
            $0 == "*" ? stars.popFirst() ?? "*" : String($0)
        }
        return path
    }

    /// The fields of a body that may name what is made below this path: `id`, and for `/groups`
    /// `groupId`, `groupsId`, `group_id`, `groups_id`.
    var identities: [String] {
        guard let last = segments.last else { return ["id"] }
        let single = last.hasSuffix("s") ? String(last.dropLast()) : last
        return ["id", single + "Id", last + "Id", single + "_id", last + "_id"]
    }
}

/// A JSON document as its scalars, by their paths.
struct JSONScalars {
    private(set) var values: [[String]: Value] = [:]

    /// - Parameter text: JSON; anything else is one text without a name.
    init(_ text: String?) {
        guard let text, !text.isEmpty else { return }
        guard let tree = try? JSONDecoder().decode(Tree.self, from: Data(text.utf8)) else {
            values[[]] = .string(text)
            return
        }
        gather(tree, at: [])
    }

    private mutating func gather(_ tree: Tree, at path: [String]) {
        switch tree {
        case .value(let value): values[path] = value
        case .list(let trees):
            for (index, tree) in trees.enumerated() { gather(tree, at: path + ["\(index)"]) }
        case .object(let fields):
            for (name, tree) in fields { gather(tree, at: path + [name]) }
        }
    }

    private indirect enum Tree: Decodable {
        case value(Value)
        case list([Tree])
        case object([String: Tree])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let fields = try? container.decode([String: Tree].self) {
                self = .object(fields)
            } else if let list = try? container.decode([Tree].self) {
                self = .list(list)
            } else {
                self = .value(try container.decode(Value.self))
            }
        }
    }
}
