internal import ArgumentParser
internal import Foundation
internal import Steps

/// Where the inputs of sagas come from.
struct InputOptions: ParsableArguments {
    @Option(
        name: .customLong("input"),
        help: ArgumentHelp("An input of the saga, or of all.", valueName: "name=value"))
    var values: [String] = []

    @Option(
        name: .customLong("inputs"),
        help: ArgumentHelp(
            "A .csv or .jsonl file with one saga a record; - reads JSON lines, or CSV with "
                + "--csv, from standard input.", valueName: "file"))
    var file: String?

    @Flag(help: "What --inputs - reads is CSV.")
    var csv = false

    @Option(
        help: ArgumentHelp(
            "One saga for each number of a range, both ends included.",
            valueName: "name=first..last"))
    var range: String?

    /// Whether the records can be read twice: once to check them all, and once to submit them.
    var isRepeatable: Bool {
        guard let file, file != "-" else { return file == nil }
        var status = stat()
        return stat(file, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// The options as they were written.
    var words: [String] {
        values.flatMap { ["--input", $0] } + (file.map { ["--inputs", $0] } ?? [])
            + (csv ? ["--csv"] : []) + (range.map { ["--range", $0] } ?? [])
    }

    var isBulk: Bool { file != nil || range != nil }

    func validate() throws {
        if file != nil, range != nil { throw ValidationError("give --inputs or --range, not both") }
    }

    /// The inputs of the sagas, one by one, checked against the workflow.
    func records(for workflow: WorkflowDefinition) throws -> RecordSource {
        var common: [String: Value] = [:]
        for pair in values {
            guard let equals = pair.firstIndex(of: "="), equals != pair.startIndex else {
                throw Failure(
                    message: "--input '\(Terminal.safe(pair))' is not of the form name=value",
                    status: .usage)
            }
            let name = String(pair[..<equals])
            guard common[name] == nil else {
                throw Failure(
                    message: "--input '\(Terminal.safe(name))' is given twice", status: .usage)
            }
            common[name] = .string(String(pair[pair.index(after: equals)...]))
        }
        return try RecordSource(common: common, records: try bulk(), workflow: workflow)
    }

    private func bulk() throws -> RecordSource.Records {
        if let range { return .range(try RangeInput(range)) }
        guard let file else { return .single }
        let bytes = try ByteSource.open(file)
        if csv || file.lowercased().hasSuffix(".csv") { return .csv(CSVReader(bytes)) }
        return .jsonl(JSONLReader(bytes))
    }
}

/// Standard input or a file, in pieces.
enum ByteSource {
    static func open(_ path: String) throws -> () throws(InputError) -> [UInt8]? {
        let handle: FileHandle
        if path == "-" {
            handle = .standardInput
        } else {
            var status = stat()
            guard stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFDIR,
                let opened = FileHandle(forReadingAtPath: path)
            else {
                let reason =
                    errno == 0 || status.st_mode & S_IFMT == S_IFDIR
                    ? "it is no file" : String(cString: strerror(errno))
                throw Failure(
                    message: "the inputs file '\(Terminal.safe(path))' cannot be read: \(reason)",
                    status: .usage)
            }
            handle = opened
        }
        return { () throws(InputError) -> [UInt8]? in
            do {
                let data = try handle.read(upToCount: 1 << 16) ?? Data()
                return data.isEmpty ? nil : Array(data)
            } catch {
                throw InputError("the inputs cannot be read any further: \(error)")
            }
        }
    }
}

/// The checked inputs of one saga after the other.
struct RecordSource {
    enum Records {
        case single
        case range(RangeInput)
        case csv(CSVReader)
        case jsonl(JSONLReader)
    }

    private let common: [String: Value]
    private var records: Records
    private let inputs: SubmissionInputs
    private var isAtEnd = false

    init(common: [String: Value], records: Records, workflow: WorkflowDefinition) throws {
        self.common = common
        self.records = records
        inputs = try SubmissionInputs(of: workflow)
    }

    /// The next saga's inputs; `nil` at the end.
    ///
    /// - Throws: ``InputError`` that names the record.
    mutating func next() throws -> [String: Value]? {
        guard case .single = records else {
            guard var record = try nextRecord() else { return nil }
            record.given.merge(common) { own, _ in own }
            return try inputs.checked(record)
        }
        defer { isAtEnd = true }
        return isAtEnd ? nil : try inputs.checked(common)
    }

    private mutating func nextRecord() throws -> InputRecord? {
        switch records {
        case .single: return nil
        case .range(var range):
            defer { records = .range(range) }
            return range.next()
        case .csv(var reader):
            defer { records = .csv(reader) }
            return try reader.next()
        case .jsonl(var reader):
            defer { records = .jsonl(reader) }
            return try reader.next()
        }
    }
}
