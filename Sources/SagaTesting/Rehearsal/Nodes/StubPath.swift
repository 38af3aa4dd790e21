internal import Foundation

/// A path as a stub node takes it: its segments, decoded, and its query.
struct StubPath: Hashable {
    var segments: [String]
    var query: [String: String] = [:]

    init(_ text: String) {
        let parts = text.split(separator: "?", maxSplits: 1)
        segments = (parts.first ?? "").split(separator: "/").map { Self.decoded($0) }
        guard parts.count == 2 else { return }
        for pair in parts[1].split(separator: "&") {
            let words = pair.split(separator: "=", maxSplits: 1).map { Self.decoded($0) }
            query[words.first ?? ""] = words.count == 2 ? words[1] : ""
        }
    }

    private static func decoded(_ text: Substring) -> String {
        text.removingPercentEncoding ?? String(text)
    }

    /// The place of a resource, as text.
    var place: String { "/" + segments.joined(separator: "/") }

    /// What stands for the stars of a pattern; `nil` if it does not match.
    func stars(of pattern: String) -> [String]? {
        let parts = pattern.split(separator: "/")
        guard parts.count == segments.count else { return nil }
        var stars: [String] = []
        for (part, segment) in zip(parts, segments) {
            if part == "*" {
                stars.append(segment)
            } else if part != segment {
                return nil
            }
        }
        return stars
    }

    /// A pattern with its stars filled in.
    static func filled(_ pattern: String, _ stars: [String]) -> StubPath {
        var stars = stars[...]
        var path = StubPath("")
        path.segments = pattern.split(separator: "/").map {
            $0 == "*" ? stars.popFirst() ?? "*" : String($0)
        }
        return path
    }

    /// The fields of a body that may name what is made below this path: `id`, and for `/groups`
    /// `groupId`, `groupsId`, `group_id`, `groups_id`.
    var identities: [String] {
        guard let last = segments.last else { return ["id"] }
        let single = last.hasSuffix("s") ? String(last.dropLast()) : last
        return ["id", single + "Id", last + "Id", single + "_id", last + "_id"]
    }
}
