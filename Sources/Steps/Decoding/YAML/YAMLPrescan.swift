/// Refuses, before the parser sees it, text that could make the parser itself misbehave.
///
/// Yams expands aliases while it reads, and hashes every key, those that are collections too: a few
/// hundred bytes of aliases in a key take hours to hash, a long chain of them overflows the stack
/// when it is freed, and nested keys take time squared. What is left after this scan is too little
/// to do harm, and is refused in ``YAMLReader``.
struct YAMLPrescan {
    /// The largest file that is read.
    static let maximumBytes = 1 << 20

    /// How much may look like anchors, aliases and such keys, for quoted text is counted as well.
    ///
    /// Eight aliases repeat what they stand for twenty times at most.
    private static let maximumWords = 8
    private static let maximumKeys = 16

    /// How many values there can be, going by the marks between them: each takes up to 600 bytes of
    /// memory while it is read, and a file of 10,000 small steps has fewer.
    private static let maximumSeparators = 160_000

    private var line = 1
    private var column = 1
    private var anchors = 0
    private var aliases = 0
    private var firstWord: YAMLNode.Mark?
    private var explicitKeys = 0
    private var closedKeysInLine = 0
    private var separators = 0
    /// Whether the last bracket of the line opened a mapping whose next key has no value so far.
    private var isBareKey = false

    private var previous: Unicode.Scalar = "\n"
    private var beforePrevious: Unicode.Scalar = "\n"
    /// The last scalar of the line that is no blank.
    private var lastSolid: Unicode.Scalar?
    private var inComment = false

    /// Looks through the text once.
    ///
    /// - Returns: what forbids to read the text, and where.
    static func refusal(of text: String) -> (mark: YAMLNode.Mark, message: String)? {
        guard text.utf8.count <= maximumBytes else {
            let mark = YAMLNode.Mark(line: 1, column: 1)
            return (mark, sizeMessage)
        }
        var scan = YAMLPrescan()
        return scan.run(text.unicodeScalars)
    }

    private mutating func run(
        _ text: String.UnicodeScalarView
    ) -> (mark: YAMLNode.Mark, message: String)? {
        for scalar in text {
            guard Self.isAllowed(scalar) || (scalar == "\u{FEFF}" && line == 1 && column == 1)
            else {
                let code = String(scalar.value, radix: 16)
                return (mark, "has a character that YAML does not allow (U+\(code))")
            }
            if !inComment { count(scalar) }
            guard explicitKeys <= Self.maximumKeys, closedKeysInLine <= Self.maximumKeys else {
                return (mark, Self.keyMessage)
            }
            guard separators <= Self.maximumSeparators else {
                return (mark, "has more than \(Self.maximumSeparators) values")
            }
            advance(over: scalar)
        }
        guard anchors > 0, aliases > 0, anchors + aliases > Self.maximumWords else { return nil }
        return (firstWord ?? mark, Self.aliasMessage)
    }

    static let sizeMessage = "is larger than \(maximumBytes >> 20) MiB"
    static let aliasMessage =
        "anchors (&name) and aliases (*name) are not allowed; write the value out"
    static let keyMessage = "a key must be a single word or text"

    private var mark: YAMLNode.Mark {
        YAMLNode.Mark(line: line, column: column)
    }

    private mutating func advance(over scalar: Unicode.Scalar) {
        if Self.isBreak(scalar) {
            if !(scalar == "\n" && previous == "\r") { line += 1 }
            column = 1
            lastSolid = nil
            inComment = false
            closedKeysInLine = 0
        } else {
            // Only a line that begins so is surely a comment: elsewhere it can be in quotes.
            if lastSolid == nil, scalar == "#" { inComment = true }
            if scalar != " " && scalar != "\t" { lastSolid = scalar }
            column += 1
        }
        (beforePrevious, previous) = (previous, scalar)
    }

    private mutating func count(_ scalar: Unicode.Scalar) {
        countSeparator(scalar)
        if Self.isWordCharacter(scalar) {
            countWord(previous, after: beforePrevious)
        } else if scalar == ":", lastSolid == "]" || lastSolid == "}" {
            // A collection before a colon is a key, which stands on one line.
            closedKeysInLine += 1
        } else if scalar == "?",
            Self.isBreak(previous) || " \t{[,?".unicodeScalars.contains(previous)
        {
            explicitKeys += 1
        }
    }

    private mutating func countSeparator(_ scalar: Unicode.Scalar) {
        switch scalar {
        case ",":
            // A key without a value is two: `{a, b}`.
            separators += isBareKey ? 2 : 1
        case ":", "[", "{", "\n":
            separators += 1
            isBareKey = scalar == "{"
        default: break
        }
    }

    /// An anchor or alias begins a word; inside one, as in a query string, it is plain text.
    private mutating func countWord(_ indicator: Unicode.Scalar, after previous: Unicode.Scalar) {
        guard indicator == "&" || indicator == "*", !Self.isWordCharacter(previous) else { return }
        if indicator == "&" { anchors += 1 } else { aliases += 1 }
        if firstWord == nil {
            firstWord = YAMLNode.Mark(line: line, column: column - 1)
        }
    }

    private static func isWordCharacter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_", "-": true
        default: false
        }
    }

    private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
        default: false
        }
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFEFE: true
        case 0xFF00...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }
}
