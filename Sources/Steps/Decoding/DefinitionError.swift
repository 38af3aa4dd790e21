/// A file or a definition that cannot be used, with all that was found wrong in it.
public struct DefinitionError: Error, Hashable {
    /// What is wrong, in the order of the file; never empty.
    public let problems: [Problem]
    /// What is wrong with the file of a child, if that is among the problems: the innermost one.
    var cause: Problem?

    /// One thing that is wrong, and where.
    public struct Problem: Hashable, Sendable {
        /// The file as the caller named it; `nil` for a definition made in code.
        public let file: String?
        /// The line, from 1.
        public let line: Int?
        /// The column, from 1, in Unicode scalars.
        public let column: Int?
        /// The part of the definition, such as `steps.create.action`; empty for the whole.
        public let place: String
        /// What is wrong and what would be right; escaped and bounded.
        public let message: String
        /// The name that was probably meant.
        public let suggestion: String?
    }
}

extension DefinitionError: CustomStringConvertible {
    /// One problem a line.
    public var description: String {
        problems.map(\.description).joined(separator: "\n")
    }
}

extension DefinitionError.Problem: CustomStringConvertible {
    /// The form that editors and terminals turn into a link: `FILE:LINE:COLUMN: PLACE: MESSAGE`.
    public var description: String {
        var parts: [String] = []
        if let file {
            let position = [line, column].compactMap { $0 }.map { ":\($0)" }.joined()
            parts.append(PrintableText.line(file, limit: 1_000) + position)
        }
        if !place.isEmpty { parts.append(place) }
        parts.append(message + (suggestion.map { "; did you mean '\($0)'?" } ?? ""))
        return parts.joined(separator: ": ")
    }
}
