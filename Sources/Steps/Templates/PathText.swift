/// The written form of paths: names with dots between them, and whatever is no such name in
/// brackets, as in JSON path (RFC 9535): `body.items[0]['a.b']`.
///
/// In quotes a backslash stands before a quote and a backslash. All is read by Unicode scalars: a
/// mark that follows a dot or a quote would be one character with it.
enum PathText {
    typealias Scalars = Substring.UnicodeScalarView

    /// The names and indexes of a path; `nil` if it is not well formed.
    static func parts(of text: some StringProtocol) -> [String]? {
        var parts: [String] = []
        var rest = Substring(text).unicodeScalars
        var isNameDue = true
        while let first = rest.first {
            if isNameDue {
                let name = rest.prefix(while: isPartOfName)
                guard !name.isEmpty else { return nil }
                parts.append(String(Substring(name)))
                rest = rest[name.endIndex...]
                isNameDue = false
            } else if first == "." {
                isNameDue = true
                rest = rest.dropFirst()
            } else {
                guard first == "[", let (part, after) = bracket(rest.dropFirst()) else {
                    return nil
                }
                parts.append(part)
                rest = after
            }
        }
        return isNameDue ? nil : parts
    }

    /// A path from its parts, of which the first is a name: the way back.
    static func text(of parts: [String]) -> String {
        var text = ""
        for (index, part) in parts.enumerated() {
            if isName(part) {
                text += index == 0 ? part : ".\(part)"
            } else {
                text += "['\(escaped(part))']"
            }
        }
        return text
    }

    /// Where the `}` stands that closes a reference, which a name in quotes may hold too.
    static func end(of text: Scalars) -> String.Index? {
        var rest = text
        while let first = rest.first, first != "}" {
            rest = rest.dropFirst()
            if first == "[", let (_, after) = bracket(rest) { rest = after }
        }
        return rest.isEmpty ? nil : rest.startIndex
    }

    /// Where a word of a condition ends.
    static func wordEnd(of text: Scalars) -> String.Index {
        var rest = text
        while let first = rest.first {
            if isPartOfName(first) || first == "." {
                rest = rest.dropFirst()
            } else if first == "[", rest.startIndex > text.startIndex,
                let (_, after) = bracket(rest.dropFirst())
            {
                rest = after
            } else {
                break
            }
        }
        return rest.startIndex
    }

    /// What stands in a bracket that was opened, and what comes after it.
    private static func bracket(_ text: Scalars) -> (part: String, rest: Scalars)? {
        guard let first = text.first else { return nil }
        if first == "'" || first == "\"" { return quoted(text.dropFirst(), until: first) }
        let digits = text.prefix { ("0"..."9").contains($0) }
        // No array has more items.
        guard (1...9).contains(digits.count), text[digits.endIndex...].first == "]" else {
            return nil
        }
        return (String(Substring(digits)), text[digits.endIndex...].dropFirst())
    }

    private static func quoted(
        _ text: Scalars, until quote: Unicode.Scalar
    ) -> (part: String, rest: Scalars)? {
        var part = String.UnicodeScalarView()
        var rest = text
        while let scalar = rest.popFirst() {
            if scalar == quote {
                return rest.first == "]" ? (String(part), rest.dropFirst()) : nil
            }
            guard scalar == "\\" else {
                part.append(scalar)
                continue
            }
            guard let next = rest.popFirst(), "'\"\\".unicodeScalars.contains(next) else {
                return nil
            }
            part.append(next)
        }
        return nil
    }

    private static func escaped(_ part: String) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in part.unicodeScalars {
            if scalar == "'" || scalar == "\\" { escaped.append("\\") }
            escaped.append(scalar)
        }
        return String(escaped)
    }

    private static func isName(_ part: String) -> Bool {
        !part.isEmpty && part.unicodeScalars.allSatisfy(isPartOfName)
    }

    private static func isPartOfName(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_", "-": return true
        case _ where scalar.isASCII: return false
        default: break
        }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .decimalNumber, .letterNumber, .otherNumber, .nonspacingMark, .spacingMark:
            return true
        default: return false
        }
    }
}
