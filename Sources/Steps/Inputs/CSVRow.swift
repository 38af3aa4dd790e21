/// One row of a CSV file, which can span lines.
struct CSVRow {
    /// The line on which it begins.
    let line: Int
    /// The fields; `nil` for an empty one without quotes.
    private(set) var fields: [String?] = []

    private enum State {
        case start
        case plain
        case quoted
        case closed
    }

    private var state = State.start
    private var bytes: [UInt8] = []
    private var size = 0

    init(line: Int) {
        self.line = line
    }

    /// Reads up to the end of the row; `current` counts lines.
    mutating func read(from source: inout ByteSource, line current: inout Int) throws(InputError) {
        while let byte = try source.next() {
            size += 1
            guard size <= InputLimits.record else {
                throw InputError("is longer than \(InputLimits.record >> 10) KiB", line: line)
            }
            if byte == UInt8(ascii: "\n") { current += 1 }
            if state == .quoted {
                try readQuoted(byte, from: &source)
                continue
            }
            switch byte {
            case UInt8(ascii: ","): try endField()
            case UInt8(ascii: "\n"): return try endField()
            case UInt8(ascii: "\r"):
                let following = try source.peek()
                guard following == UInt8(ascii: "\n") || following == nil else {
                    throw InputError("a carriage return stands without a line feed", line: current)
                }
            case UInt8(ascii: "\""):
                guard state == .start else {
                    throw InputError(
                        "a quote stands inside a field; quote the whole field and double the quote",
                        line: current)
                }
                state = .quoted
            default:
                guard state != .closed else {
                    throw InputError("text follows a closing quote", line: current)
                }
                state = .plain
                bytes.append(byte)
            }
        }
        guard state != .quoted else { throw InputError("a quote is never closed", line: line) }
        try endField()
    }

    private mutating func readQuoted(
        _ byte: UInt8, from source: inout ByteSource
    ) throws(InputError) {
        guard byte == UInt8(ascii: "\"") else { return bytes.append(byte) }
        if try source.peek() == UInt8(ascii: "\"") {
            _ = try source.next()
            size += 1
            bytes.append(byte)
        } else {
            state = .closed
        }
    }

    private mutating func endField() throws(InputError) {
        fields.append(state == .start ? nil : try InputLimits.text(bytes, line: line))
        bytes.removeAll(keepingCapacity: true)
        state = .start
    }
}
