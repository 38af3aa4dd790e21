/// Finds the name that was probably meant.
enum Suggestion {
    /// The nearest of the known names: within two edits, or the one begins with the other.
    static func nearest(to name: String, among known: some Sequence<String>) -> String? {
        let given = Array(name.lowercased().unicodeScalars)
        // Longer names are no typing errors, and would cost time squared.
        guard given.count <= 64 else { return nil }
        var best: (distance: Int, name: String)?
        for candidate in known.sorted() {
            let other = Array(candidate.lowercased().unicodeScalars)
            let distance = distance(given, other)
            let near = distance <= 2 && distance < min(given.count, other.count)
            let extends =
                given.count >= 3 && other.count >= 3
                && (other.starts(with: given) || given.starts(with: other))
            guard near || extends else { continue }
            if distance < best?.distance ?? .max { best = (distance, candidate) }
        }
        return best?.name
    }

    /// The number of letters to insert, delete or replace (Levenshtein, 1966).
    private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var row = Array(0...right.count)
        for (i, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in right.enumerated() {
                let replaced = diagonal + (letter == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, diagonal + 1, row[j] + 1)
            }
        }
        return row[right.count]
    }
}
