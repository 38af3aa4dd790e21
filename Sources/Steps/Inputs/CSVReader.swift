/// Reads records from comma-separated values (RFC 4180) whose first row names the inputs.
///
/// Fields can be quoted and then hold commas, quotes (doubled) and line breaks. Lines end in LF or
/// CRLF; empty ones are skipped. An empty field is an input that is not given, `""` is empty text.
public struct CSVReader: InputRecords {
    private var source: ByteSource
    private var line = 1
    private var names: [String]?
    private var hasEnded = false

    /// Reads from chunks of bytes of any size.
    ///
    /// - Parameter chunk: gives the next bytes, or `nil` at the end.
    public init(_ chunk: @escaping () throws(InputError) -> [UInt8]?) {
        source = ByteSource(chunk)
    }

    /// The next row as a record.
    public mutating func next() throws(InputError) -> InputRecord? {
        guard !hasEnded else { return nil }
        // Stays set if something is thrown.
        hasEnded = true
        if names == nil { names = try header() }
        guard let names, let row = try row() else { return nil }
        guard row.fields.count == names.count else {
            throw InputError(
                "has \(row.fields.count) fields where the first line names \(names.count)",
                line: row.line)
        }
        var given: [String: Value] = [:]
        for (name, field) in zip(names, row.fields) {
            if let field { given[name] = .string(field) }
        }
        hasEnded = false
        return InputRecord(line: row.line, given: given)
    }

    private mutating func header() throws(InputError) -> [String] {
        guard let row = try row() else {
            throw InputError("is empty; the first line names the inputs", line: 1)
        }
        var names: [String] = []
        for field in row.fields {
            let name = field ?? ""
            guard NameRules.isInput(name) else {
                let message = "\(PrintableText.quoted(name)) is no input name"
                throw InputError(message, line: row.line)
            }
            guard !names.contains(name) else {
                throw InputError("'\(name)' is named more than once", line: row.line)
            }
            names.append(name)
        }
        return names
    }

    private mutating func row() throws(InputError) -> CSVRow? {
        while try source.peek() != nil {
            var row = CSVRow(line: line)
            try row.read(from: &source, line: &line)
            // An empty line has one field, which is not even quoted.
            if row.fields != [nil] { return row }
        }
        return nil
    }
}
