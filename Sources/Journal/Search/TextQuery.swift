/// Words that a saga has to have told: in its reasons, or in what came back from its nodes.
///
/// Each has to occur, anywhere and in any order; one that ends in `*` begins a word.
public struct TextQuery: Hashable, Sendable {
    /// More words than this are no search any more.
    public static let mostWords = 32

    /// A word that is looked for.
    struct Word: Hashable, Sendable {
        var text: String
        /// Whether words that begin with it are meant, too.
        var isBeginning = false
    }

    let words: [Word]

    /// Reads what a person typed; `nil` if it has no word, or too many.
    public init?(_ text: String) {
        var words: [Word] = []
        for part in text.split(whereSeparator: \.isWhitespace) {
            var found = WordReader.words(of: String(part)).map { Word(text: $0) }
            // Of `create@node*` the last word only.
            if part.hasSuffix("*"), !found.isEmpty { found[found.count - 1].isBeginning = true }
            words += found
        }
        guard (1...Self.mostWords).contains(words.count) else { return nil }
        self.words = words
    }

    /// Whether all that is looked for is among some words.
    public func matches(_ told: [String]) -> Bool {
        let known = Set(told)
        return words.allSatisfy { word in
            known.contains(word.text)
                || word.isBeginning && told.contains { $0.utf8.starts(with: word.text.utf8) }
        }
    }

    /// The question as SQLite's index of words has it; words hold neither quotes nor operators.
    var expression: String {
        words.map { "\"\($0.text)\"\($0.isBeginning ? " *" : "")" }.joined(separator: " AND ")
    }
}
