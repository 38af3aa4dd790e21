/// Hands out bytes that arrive in chunks, from a file or from standard input.
struct ByteSource {
    private let chunk: () throws(InputError) -> [UInt8]?
    private var buffer: [UInt8] = []
    private var position = 0
    private var isAtStart = true

    init(_ chunk: @escaping () throws(InputError) -> [UInt8]?) {
        self.chunk = chunk
    }

    mutating func next() throws(InputError) -> UInt8? {
        let byte = try peek()
        if byte != nil { position += 1 }
        return byte
    }

    mutating func peek() throws(InputError) -> UInt8? {
        if isAtStart {
            isAtStart = false
            try skipByteOrderMark()
        }
        while position == buffer.count {
            guard let bytes = try chunk() else { return nil }
            buffer = bytes
            position = 0
        }
        return buffer[position]
    }

    /// Spreadsheets put one before UTF-8; it is no part of the first name.
    private mutating func skipByteOrderMark() throws(InputError) {
        while buffer.count < 3, let bytes = try chunk() {
            buffer += bytes
        }
        if buffer.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }
}

/// The bounds of the readers.
enum InputLimits {
    /// The longest record; a file without line ends must not fill the memory.
    static let record = 64 << 10

    static func text(_ bytes: some Collection<UInt8>, line: Int) throws(InputError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw InputError("is not UTF-8", line: line)
        }
        guard !text.utf8.contains(0) else {
            throw InputError("has a NUL character", line: line)
        }
        return text
    }
}
