import Foundation

/// How often places were reached, as the program noted them.
enum Hits {
    static func read(_ path: String) -> [String: Int] {
        guard let data = FileManager.default.contents(atPath: path) else { return [:] }
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
        return lines.reduce(into: [:]) { $0[String($1), default: 0] += 1 }
    }

    /// The first time that a place is reached, the second, one in the middle, and a late one that
    /// surely comes: the very last may not in another run.
    static func spread(upTo last: Int) -> [Int] {
        last <= 4 ? Array(1...last) : [1, 2, last / 2 + 1, last * 3 / 4 + 1]
    }
}
