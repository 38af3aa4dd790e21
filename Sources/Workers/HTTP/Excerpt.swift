internal import Steps

/// Text from elsewhere, made fit to be journaled and shown: short, on one line, without escapes.
enum Excerpt {
    private static let limit = 160

    static func of(_ text: String) -> String {
        // Nearly all there is, and a look at each character's category takes its time.
        if text.utf8.count <= limit, text.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) {
            return text
        }
        var excerpt = ""
        for scalar in text.unicodeScalars.prefix(limit) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse:
                excerpt += " "
            default: excerpt.unicodeScalars.append(scalar)
            }
        }
        return text.unicodeScalars.count > limit ? excerpt + "…" : excerpt
    }
}
