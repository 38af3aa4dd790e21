internal import Foundation
internal import Steps

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
