/// The items of a list in a file, made where they are read: a hostile file has many.
struct FieldItems: RandomAccessCollection {
    let nodes: [YAMLNode]
    let place: Place
    let problems: ProblemList

    var startIndex: Int { nodes.startIndex }
    var endIndex: Int { nodes.endIndex }

    subscript(index: Int) -> Field {
        Field(node: nodes[index], place: place[index], problems: problems)
    }
}

extension Collection where Element == Field {
    /// Reads every item, so that every problem is reported; `nil` if one has any.
    func readAll<Result>(_ read: (Field) -> Result?) -> [Result]? {
        var results: [Result] = []
        results.reserveCapacity(count)
        for field in self {
            if let result = read(field) { results.append(result) }
        }
        return results.count == count ? results : nil
    }
}
