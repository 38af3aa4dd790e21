/// Finds the name that was probably meant.
enum Suggestion {
    /// The nearest of the known names: within two edits, or the one begins with the other.
    static func nearest(to name: String, among known: some Sequence<String>) -> String? {
        let given = Array(name.lowercased().utf8)
        // Longer names are no typing errors, and would cost time squared.
        guard given.count <= 64 else { return nil }
        var best: (distance: Int, name: String)?
        for candidate in known {
            let length = candidate.utf8.count
            // What cannot be near is not looked at: a hostile file has many names.
            guard length <= 64, abs(length - given.count) <= 2 || min(length, given.count) >= 3
            else { continue }
            let other = Array(candidate.lowercased().utf8)
            let extends =
                given.count >= 3 && other.count >= 3
                && (other.starts(with: given) || given.starts(with: other))
            let isNear = abs(other.count - given.count) <= 2
            guard extends || isNear else { continue }
            let distance = extends ? abs(other.count - given.count) : distance(given, other)
            guard extends || (distance <= 2 && distance < min(given.count, other.count)) else {
                continue
            }
            // Of equally near ones the first by name, whatever the order of a dictionary.
            if (distance, candidate) < best ?? (.max, "") { best = (distance, candidate) }
        }
        return best?.name
    }

    /// The number of letters to insert, delete or replace (Levenshtein, 1966).
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (i, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in right.enumerated() {
                let replaced = diagonal + (letter == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, diagonal + 1, row[j] + 1)
            }
            // The rows to come have nothing smaller.
            if row.allSatisfy({ $0 > 2 }) { return .max }
        }
        return row[right.count]
    }
}
