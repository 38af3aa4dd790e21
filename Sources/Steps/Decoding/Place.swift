/// A part of a definition, named as in its file: `steps[0].action.headers.timestamp`.
///
/// The validator knows values and no files; the same place leads from the root of a file's tree to
/// the line and column.
struct Place: Hashable, Sendable {
    enum Component: Hashable, Sendable {
        case key(String)
        case item(Int)
    }

    var components: [Component] = []

    static let root = Place()

    subscript(key: String) -> Place {
        Place(components: components + [.key(key)])
    }

    subscript(item: Int) -> Place {
        Place(components: components + [.item(item)])
    }

    /// The text for people; a step is named by its id where it has one.
    func text(stepIDs: [Int: String]) -> String {
        var text = ""
        for (index, component) in components.enumerated() {
            switch component {
            case .key(let key):
                text += (text.isEmpty ? "" : ".") + PrintableText.line(key, limit: 80)
            case .item(let item):
                let isStep = index == 1 && components[0] == .key("steps")
                if isStep, let id = stepIDs[item], !id.isEmpty {
                    text += "." + PrintableText.line(id, limit: 80)
                } else {
                    text += "[\(item)]"
                }
            }
        }
        return text
    }
}
