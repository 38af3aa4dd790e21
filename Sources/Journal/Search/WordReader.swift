internal import Foundation

/// Parts texts into the words by which they are found.
///
/// A word is what stands between two characters that are neither letters nor digits, in lower case
/// and without accents: the two ways to write `é`, and `e`, are one. The one place where that is
/// decided: SQLite is given words, and parts nothing itself.
enum WordReader {
    /// Longer words count by their beginning, so that what no person wrote costs no more.
    static let longest = 64

    /// The words of a text in order.
    static func words(of text: String) -> [String] {
        let isPlain = text.utf8.allSatisfy { $0 < 0x80 }
        let whole = isPlain ? text : text.decomposedStringWithCanonicalMapping
        var words: [String] = []
        var word = String.UnicodeScalarView()
        func end() {
            if !word.isEmpty { words.append(String(word)) }
            word = String.UnicodeScalarView()
        }
        for scalar in whole.lowercased().unicodeScalars {
            switch kind(of: scalar) {
            case .part: if word.count < longest { word.append(scalar) }
            case .mark: continue
            case .gap: end()
            }
        }
        end()
        return words
    }

    private enum Kind {
        case part, mark, gap
    }

    private static func kind(of scalar: Unicode.Scalar) -> Kind {
        switch scalar {
        case "a"..."z", "0"..."9": return .part
        case _ where scalar.isASCII: return .gap
        default: break
        }
        let properties = scalar.properties
        if properties.generalCategory == .nonspacingMark { return .mark }
        return properties.isAlphabetic || properties.numericType != nil ? .part : .gap
    }
}
