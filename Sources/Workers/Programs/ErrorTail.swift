/// The end of what a program wrote to standard error: there it says why it gave up.
struct ErrorTail {
    static let limit = 4096

    private var bytes: [UInt8] = []
    private var isCut = false

    mutating func add(_ more: ArraySlice<UInt8>) {
        bytes += more.suffix(Self.limit)
        if more.count > Self.limit || bytes.count > Self.limit {
            isCut = true
            bytes.removeFirst(max(0, bytes.count - Self.limit))
        }
    }

    /// The text, without power over a terminal: of all control characters, only ends of lines stay.
    var text: String {
        // A character that was cut in two would be shown as one that is not known.
        let whole = isCut ? bytes.drop { $0 & 0xC0 == 0x80 } : bytes[...]
        var text = ""
        for scalar in String(decoding: whole, as: UTF8.self).unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control where scalar == "\n": text += "\n"
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse: text += " "
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
