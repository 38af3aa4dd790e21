/// Writes JSON by hand where Foundation would cost microseconds a value.
public enum JSONText {
    /// A value as JSON.
    public static func value(_ value: Value) -> String {
        switch value {
        case .string(let text): string(text)
        case .list(let values): "[\(values.map(Self.value).joined(separator: ","))]"
        case .number(let number) where !number.isFinite: "null"
        default: value.description
        }
    }

    /// A string as JSON, quotes included; control characters are escaped.
    public static func string(_ text: String) -> String {
        var json = "\""
        json.reserveCapacity(text.utf8.count + 2)
        if text.utf8.allSatisfy(isPlain) {
            json += text
            json += "\""
            return json
        }
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": json += "\\\""
            case "\\": json += "\\\\"
            case "\n": json += "\\n"
            case "\r": json += "\\r"
            case "\t": json += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let hex = String(scalar.value, radix: 16)
                json += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: json.unicodeScalars.append(scalar)
            }
        }
        return json + "\""
    }

    /// Whether a byte of a text stands for itself, whatever comes before and after it.
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }
}
