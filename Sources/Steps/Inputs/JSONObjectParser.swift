/// Reads one JSON object of scalars, and of lists of texts (RFC 8259), from a line.
///
/// Foundation's parser keeps the last of two equal keys and rounds large numbers, without a word;
/// here both are refused.
struct JSONObjectParser {
    private var rest: Substring.UnicodeScalarView

    init(_ text: String) {
        rest = text[...].unicodeScalars
    }

    /// The object, or `nil` if there is nothing but white space.
    mutating func parse() throws(InputError) -> [String: Value]? {
        skipSpaces()
        guard !rest.isEmpty else { return nil }
        try expect("{", "an object, such as {\"groupId\": \"5\"},")
        var object: [String: Value] = [:]
        skipSpaces()
        if !take("}") {
            repeat {
                skipSpaces()
                guard take("\"") else { throw unexpected("a name in quotes") }
                let name = try string()
                guard object[name] == nil else {
                    throw InputError("\(PrintableText.quoted(name)) is given more than once")
                }
                skipSpaces()
                try expect(":", "':'")
                skipSpaces()
                object[name] = try scalar(of: name)
                skipSpaces()
            } while take(",")
            try expect("}", "',' or '}'")
        }
        skipSpaces()
        guard rest.isEmpty else { throw unexpected("the end of the line") }
        return object
    }

    private mutating func scalar(of name: String) throws(InputError) -> Value {
        if take("\"") { return .string(try string()) }
        if take("[") { return .list(try texts(of: name)) }
        guard let first = rest.first, first != "{" else {
            throw InputError(
                "\(PrintableText.quoted(name)): inputs are texts, numbers, true or false, or "
                    + "lists of texts")
        }
        let word = String(
            String.UnicodeScalarView(rest.prefix { !" \t\r,}".unicodeScalars.contains($0) }))
        let value: Value
        switch word {
        case "true": value = .bool(true)
        case "false": value = .bool(false)
        case "null":
            throw InputError("\(PrintableText.quoted(name)) is null; leave it out instead")
        default:
            guard let number = PlainScalar.number(word) else { throw unexpected("a value") }
            guard Self.isExact(number) else {
                throw InputError("the number \(PrintableText.quoted(word)) is beyond 2^53")
            }
            value = number
        }
        rest = rest.dropFirst(word.unicodeScalars.count)
        return value
    }

    /// The rest of a list whose opening bracket was taken.
    private mutating func texts(of name: String) throws(InputError) -> [Value] {
        var texts: [Value] = []
        skipSpaces()
        if take("]") { return texts }
        repeat {
            skipSpaces()
            guard take("\"") else {
                throw InputError("\(PrintableText.quoted(name)): a list has texts in quotes")
            }
            texts.append(.string(try string()))
            skipSpaces()
        } while take(",")
        try expect("]", "',' or ']'")
        return texts
    }

    private static func isExact(_ value: Value) -> Bool {
        switch value {
        case .integer(let number): (-(1 << 53)...(1 << 53)).contains(number)
        case .number(let number): abs(number) <= 0x1p53
        default: false
        }
    }

    /// The rest of a string whose opening quote was taken.
    private mutating func string() throws(InputError) -> String {
        var text = String.UnicodeScalarView()
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\"": return String(text)
            case "\\": text.append(try escape())
            case _ where scalar.value < 0x20:
                throw InputError("a control character stands in a text; write it as \\u00XX")
            default: text.append(scalar)
            }
        }
        throw InputError("a quote is never closed")
    }

    private mutating func escape() throws(InputError) -> Unicode.Scalar {
        switch rest.popFirst() {
        case "\""?: return "\""
        case "\\"?: return "\\"
        case "/"?: return "/"
        case "b"?: return "\u{8}"
        case "f"?: return "\u{C}"
        case "n"?: return "\n"
        case "r"?: return "\r"
        case "t"?: return "\t"
        case "u"?: return try unicodeEscape()
        default: throw InputError("a backslash starts no known escape")
        }
    }

    private mutating func unicodeEscape() throws(InputError) -> Unicode.Scalar {
        let wrong = InputError("\\u stands for no character; half of a pair, perhaps")
        guard let high = codeUnit() else { throw wrong }
        if let scalar = Unicode.Scalar(high) { return scalar }
        // Beyond the first plane a character is two escapes, a surrogate pair.
        guard high < 0xDC00, take("\\"), take("u"), let low = codeUnit(),
            (0xDC00..<0xE000).contains(low),
            let scalar = Unicode.Scalar(
                0x10000 + (UInt32(high) - 0xD800) << 10 + (UInt32(low) - 0xDC00))
        else { throw wrong }
        return scalar
    }

    private mutating func codeUnit() -> UInt16? {
        let digits = rest.prefix(4)
        guard digits.count == 4, digits.allSatisfy(\.properties.isASCIIHexDigit) else { return nil }
        rest = rest.dropFirst(4)
        return UInt16(String(String.UnicodeScalarView(digits)), radix: 16)
    }

    private mutating func skipSpaces() {
        rest = rest.drop { " \t\r".unicodeScalars.contains($0) }
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == scalar else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func expect(_ scalar: Unicode.Scalar, _ name: String) throws(InputError) {
        guard take(scalar) else { throw unexpected(name) }
    }

    private func unexpected(_ expected: String) -> InputError {
        let found = String(String.UnicodeScalarView(rest.prefix(20)))
        return InputError(
            "expected \(expected) "
                + (found.isEmpty ? "but the line ends" : "at \(PrintableText.quoted(found))"))
    }
}
