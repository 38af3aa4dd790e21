/// The inputs of one submission as a file or a range gives them.
public struct InputRecord: Hashable, Sendable {
    /// The line on which it begins, from 1; `nil` if it comes from no file.
    public let line: Int?
    /// The inputs by name; everything in a CSV file is text.
    public var given: [String: Value]

    /// Puts a record together.
    public init(line: Int? = nil, given: [String: Value]) {
        self.line = line
        self.given = given
    }
}

/// Gives the records of a bulk submission one at a time, so that no file has to fit into memory.
public protocol InputRecords {
    /// The next record, or `nil` after the last.
    ///
    /// - Throws: ``InputError`` with the line; after an error there are no more records.
    mutating func next() throws(InputError) -> InputRecord?
}
