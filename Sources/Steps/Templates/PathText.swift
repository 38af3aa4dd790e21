/// The written form of paths: names with dots between them, and whatever is no such name in
/// brackets, as in JSON path (RFC 9535): `body.items[0]['a.b']`.
enum PathText {
    /// The names and indexes of a path; `nil` if it is not well formed.
    static func parts(of text: some StringProtocol) -> [String]? {
        var parts: [String] = []
        var rest = Substring(text)
        var isNameDue = true
        while let first = rest.first {
            if first == "[" {
                guard !isNameDue, let (part, after) = bracket(rest.dropFirst()) else { return nil }
                parts.append(part)
                rest = after
            } else if first == "." {
                guard !isNameDue else { return nil }
                isNameDue = true
                rest = rest.dropFirst()
            } else {
                guard isNameDue else { return nil }
                let name = rest.prefix { $0 != "." && $0 != "[" }
                parts.append(String(name))
                rest = rest[name.endIndex...]
                isNameDue = false
            }
        }
        return isNameDue || parts.isEmpty ? nil : parts
    }

    /// A path from its parts: the way back.
    static func text(of parts: [String]) -> String {
        var text = ""
        for (index, part) in parts.enumerated() {
            if isName(part) {
                text += index == 0 ? part : ".\(part)"
            } else {
                let quote = part.contains("'") ? "\"" : "'"
                text += "[\(quote)\(part)\(quote)]"
            }
        }
        return text
    }

    /// Where the `}` stands that closes a reference, which a name in quotes may hold too.
    static func end(of text: Substring) -> Substring.Index? {
        var quote: Character?
        for index in text.indices {
            let character = text[index]
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "}" {
                return index
            } else if character == "'" || character == "\"",
                index > text.startIndex, text[text.index(before: index)] == "["
            {
                quote = character
            }
        }
        return nil
    }

    /// Where a word of a condition ends.
    static func wordEnd(of text: Substring) -> Substring.Index {
        var index = text.startIndex
        while index < text.endIndex {
            if text[index] == "[", index > text.startIndex,
                let (_, after) = bracket(text[text.index(after: index)...])
            {
                index = after.startIndex
            } else if isPartOfName(text[index]) || text[index] == "." {
                index = text.index(after: index)
            } else {
                break
            }
        }
        return index
    }

    /// What stands in a bracket that was opened, and what comes after it.
    private static func bracket(_ text: Substring) -> (part: String, rest: Substring)? {
        guard let first = text.first else { return nil }
        if first == "'" || first == "\"" {
            let inner = text.dropFirst()
            guard let close = inner.firstIndex(of: first) else { return nil }
            let rest = inner[inner.index(after: close)...]
            guard rest.first == "]" else { return nil }
            return (String(inner[..<close]), rest.dropFirst())
        }
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, digits.count <= 9, text[digits.endIndex...].first == "]" else {
            return nil
        }
        return (String(digits), text[digits.endIndex...].dropFirst())
    }

    private static func isName(_ part: String) -> Bool {
        !part.isEmpty && part.allSatisfy(isPartOfName)
    }

    private static func isPartOfName(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_" || character == "-"
    }
}
