/// The key under which a submission is known where its sender gives none: its inputs in canonical
/// form, `groupId=5` or `a=1,b=2`, names in order.
///
/// In values a backslash stands before `,`, `=` and `\`, so different inputs have different keys.
public func submissionKey(of inputs: [String: Value]) -> String {
    inputs.sorted { $0.key < $1.key }.map { name, value in
        "\(escaped(name))=\(escaped(value.description))"
    }.joined(separator: ",")
}

private func escaped(_ text: String) -> String {
    guard text.utf8.contains(where: { ",=\\".utf8.contains($0) }) else { return text }
    var escaped = ""
    for scalar in text.unicodeScalars {
        if ",=\\".unicodeScalars.contains(scalar) { escaped += "\\" }
        escaped.unicodeScalars.append(scalar)
    }
    return escaped
}
