/// Refuses, before the parser sees it, text that could make the parser itself misbehave.
///
/// Yams expands aliases while it reads: a few hundred bytes of them, used as a mapping key, take
/// hours to hash, and a long chain of them overflows the stack when it is freed. What anchors and
/// aliases remain after this scan is too little to do harm, and is refused in ``YAMLReader``.
struct YAMLPrescan {
    /// The largest file that is read.
    static let maximumBytes = 1 << 20

    /// How many words may look like anchors and aliases, for those in quotes are counted as well.
    ///
    /// So few aliases grow to a few hundred nodes at most.
    private static let maximumSuspects = 16

    private var line = 1
    private var column = 1
    private var anchors = 0
    private var aliases = 0
    private var firstSuspect: YAMLNode.Mark?

    /// Looks through the text once.
    ///
    /// - Returns: what forbids to read the text, and where.
    static func refusal(of text: String) -> (mark: YAMLNode.Mark, message: String)? {
        guard text.utf8.count <= maximumBytes else {
            let mark = YAMLNode.Mark(line: 1, column: 1)
            return (mark, "is larger than \(maximumBytes >> 20) MiB")
        }
        var scan = YAMLPrescan()
        return scan.run(text.unicodeScalars)
    }

    private mutating func run(
        _ text: String.UnicodeScalarView
    ) -> (mark: YAMLNode.Mark, message: String)? {
        var inComment = false
        var atStart = true
        var previous: Unicode.Scalar = "\n"
        var beforePrevious: Unicode.Scalar = "\n"
        for scalar in text {
            guard Self.isAllowed(scalar) || (scalar == "\u{FEFF}" && line == 1 && column == 1)
            else {
                let code = String(scalar.value, radix: 16)
                return (mark, "has a character that YAML does not allow (U+\(code))")
            }
            if Self.isWordCharacter(scalar), !inComment {
                count(previous, after: beforePrevious)
            }
            if Self.isBreak(scalar) {
                atStart = true
                inComment = false
                if !(scalar == "\n" && previous == "\r") { line += 1 }
                column = 1
            } else {
                // Only a line that begins so is surely a comment: elsewhere it can be in quotes.
                if atStart, scalar == "#" { inComment = true }
                if scalar != " " && scalar != "\t" { atStart = false }
                column += 1
            }
            (beforePrevious, previous) = (previous, scalar)
        }
        guard anchors > 0, aliases > 0, anchors + aliases > Self.maximumSuspects else { return nil }
        return (firstSuspect ?? mark, Self.message)
    }

    static let message = "anchors (&name) and aliases (*name) are not allowed; write the value out"

    private var mark: YAMLNode.Mark {
        YAMLNode.Mark(line: line, column: column)
    }

    /// An anchor or alias begins a word; inside one, as in a query string, it is plain text.
    private mutating func count(_ indicator: Unicode.Scalar, after previous: Unicode.Scalar) {
        guard indicator == "&" || indicator == "*", !Self.isWordCharacter(previous) else { return }
        if indicator == "&" { anchors += 1 } else { aliases += 1 }
        if firstSuspect == nil {
            firstSuspect = YAMLNode.Mark(line: line, column: column - 1)
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
