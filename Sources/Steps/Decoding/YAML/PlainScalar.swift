/// Reads scalars by their own rules: only what can mean one thing alone is taken for it.
enum PlainScalar {
    /// A whole number without a leading zero, a plus or separators.
    static func integer(_ text: some StringProtocol) -> Int64? {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        guard isDigits(digits), digits.utf8.count == 1 || !digits.hasPrefix("0") else { return nil }
        return Int64(text)
    }

    /// A number as JSON writes it; whole ones become integers, so that a definition that was
    /// stored and read back is the same.
    static func number(_ text: some StringProtocol) -> Value? {
        if let integer = integer(text) { return .integer(integer) }
        guard isJSONNumber(text), let number = Double(text), number.isFinite else { return nil }
        return Value(normalizing: number)
    }

    /// `true` or `false`, and nothing else.
    static func boolean(_ text: some StringProtocol) -> Bool? {
        switch text {
        case "true": true
        case "false": false
        default: nil
        }
    }

    /// Whether some reader of YAML would take the text for something other than text.
    static func isAmbiguous(_ text: String) -> Bool {
        switch text.lowercased() {
        case "", "yes", "no", "on", "off", "y", "n", "true", "false", "null", "~": return true
        case ".inf", "+.inf", "-.inf", ".nan": return true
        default: break
        }
        var rest = Substring(text)
        if let first = rest.first, "+-".contains(first) { rest = rest.dropFirst() }
        if rest.first == "." { rest = rest.dropFirst() }
        guard let first = rest.utf8.first, isDigit(first) else { return false }
        return rest.allSatisfy { $0.isASCII && ($0.isHexDigit || "xXoO_:.+-".contains($0)) }
    }

    static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    static func isDigits(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy(isDigit)
    }

    /// The number grammar of RFC 8259, section 6.
    private static func isJSONNumber(_ text: some StringProtocol) -> Bool {
        var bytes = Array(text.utf8)[...]
        func digits() -> Bool {
            let count = bytes.prefix(while: isDigit).count
            bytes = bytes.dropFirst(count)
            return count > 0
        }
        if bytes.first == UInt8(ascii: "-") { bytes = bytes.dropFirst() }
        let leadingZero = bytes.first == UInt8(ascii: "0")
        let before = bytes.count
        guard digits(), !leadingZero || before - bytes.count == 1 else { return false }
        if bytes.first == UInt8(ascii: ".") {
            bytes = bytes.dropFirst()
            guard digits() else { return false }
        }
        if let exponent = bytes.first, exponent | 0x20 == UInt8(ascii: "e") {
            bytes = bytes.dropFirst()
            if let sign = bytes.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
                bytes = bytes.dropFirst()
            }
            guard digits() else { return false }
        }
        return bytes.isEmpty
    }
}

extension Value {
    /// A number that JSON text keeps as it is: `1.0` is written `1` there, and comes back whole.
    init(normalizing number: Double) {
        if let integer = Int64(exactly: number) {
            self = .integer(integer)
        } else {
            self = .number(number)
        }
    }
}
