import Foundation

/// How often places were reached, as the program noted them.
enum Hits {
    static func read(_ path: String) -> [String: Int] {
        guard let data = FileManager.default.contents(atPath: path) else { return [:] }
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
        return lines.reduce(into: [:]) { $0[String($1), default: 0] += 1 }
    }

    /// The times at which a place is made deadly: all, or the first two, one in the middle, and
    /// the last.
    static func counts(upTo last: Int, isFast: Bool) -> [Int] {
        guard isFast, last > 4 else { return Array(1...max(1, last)) }
        return [1, 2, (last + 1) / 2 + 1, last]
    }
}
