/// Reads records from lines that each hold one JSON object of inputs; empty lines are skipped.
public struct JSONLReader: InputRecords {
    private var source: ByteSource
    private var line = 0
    private var hasEnded = false

    /// Reads from chunks of bytes of any size.
    ///
    /// - Parameter chunk: gives the next bytes, or `nil` at the end.
    public init(_ chunk: @escaping () throws(InputError) -> [UInt8]?) {
        source = ByteSource(chunk)
    }

    /// The next line as a record.
    public mutating func next() throws(InputError) -> InputRecord? {
        guard !hasEnded else { return nil }
        // Stays set if something is thrown.
        hasEnded = true
        while let text = try nextLine() {
            var parser = JSONObjectParser(text)
            do throws(InputError) {
                guard let given = try parser.parse() else { continue }
                hasEnded = false
                return InputRecord(line: line, given: given)
            } catch {
                var located = error
                located.line = line
                throw located
            }
        }
        return nil
    }

    private mutating func nextLine() throws(InputError) -> String? {
        guard try source.peek() != nil else { return nil }
        line += 1
        var bytes: [UInt8] = []
        while let byte = try source.next(), byte != UInt8(ascii: "\n") {
            bytes.append(byte)
            guard bytes.count <= InputLimits.record else {
                throw InputError("is longer than \(InputLimits.record >> 10) KiB", line: line)
            }
        }
        return try InputLimits.text(bytes, line: line)
    }
}
