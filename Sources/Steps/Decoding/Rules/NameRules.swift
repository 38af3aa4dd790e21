/// Which names are allowed, so that they can stand in keys, paths and messages as they are.
enum NameRules {
    /// Workflows and steps: `[a-z][a-z0-9-]{0,63}`.
    static func isID(_ text: String) -> Bool {
        guard (1...64).contains(text.utf8.count), let first = text.utf8.first else { return false }
        return isLower(first)
            && text.utf8.allSatisfy {
                isLower($0) || PlainScalar.isDigit($0) || $0 == UInt8(ascii: "-")
            }
    }

    /// Inputs: `[A-Za-z][A-Za-z0-9_]{0,63}`.
    static func isInput(_ text: String) -> Bool {
        guard (1...64).contains(text.utf8.count), let first = text.utf8.first else { return false }
        return isLetter(first)
            && text.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "_") }
    }

    /// Nodes: `[A-Za-z0-9][A-Za-z0-9._-]{0,62}`.
    static func isNode(_ text: String) -> Bool {
        guard (1...63).contains(text.utf8.count), let first = text.utf8.first else { return false }
        return isAlphanumeric(first)
            && text.utf8.allSatisfy { isAlphanumeric($0) || "._-".utf8.contains($0) }
    }

    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isLetter(byte) || PlainScalar.isDigit(byte)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        isLower(byte | 0x20)
    }

    private static func isLower(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }
}
