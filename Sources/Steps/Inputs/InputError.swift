/// An input, or a record of inputs, that cannot be taken.
public struct InputError: Error, Hashable {
    /// The line on which the record begins, from 1, if it comes from a file.
    public var line: Int?
    /// What is wrong and what would be right; escaped and bounded.
    public let message: String
    /// The name that was probably meant.
    public let suggestion: String?

    /// Puts an error together.
    public init(_ message: String, line: Int? = nil, suggestion: String? = nil) {
        self.line = line
        self.message = PrintableText.line(message)
        self.suggestion = suggestion
    }
}

extension InputError: CustomStringConvertible {
    /// The message, after the line where there is one.
    public var description: String {
        let start = line.map { "line \($0): " } ?? ""
        return start + message + (suggestion.map { "; did you mean '\($0)'?" } ?? "")
    }
}
