/// The bugs of one file, put into its text beside what stands there: each sleeps until it is
/// turned on, so that one build serves all.
package struct Replacement {
    /// Why a bug cannot be planted.
    package enum Mistake: Hashable, Sendable, CustomStringConvertible {
        /// What should stand in the file does not.
        case notFound
        /// It stands there more than once.
        case ambiguous(Int)
        /// Another bug takes part of the same text.
        case overlaps(String)
        /// A raw bug does not ask whether it is on.
        case unguarded

        package var description: String {
            switch self {
            case .notFound: "what stands there is not in the file any more"
            case .ambiguous(let count): "what stands there is in the file \(count) times"
            case .overlaps(let other): "it overlaps with '\(other)'"
            case .unguarded: "its text does not say 'planted'"
            }
        }
    }

    /// The text with all bugs that apply.
    package private(set) var text: String
    /// What does not apply, by name.
    package private(set) var mistakes: [String: Mistake] = [:]

    /// Plants bugs into the text of a file.
    package init(of bugs: [PlantedBug], in original: String) {
        text = original
        var places: [(range: Range<String.Index>, bugs: [PlantedBug])] = []
        for bug in bugs {
            let found = Self.places(of: bug.stands, in: original)
            guard let range = found.first, found.count == 1 else {
                mistakes[bug.name] = found.isEmpty ? .notFound : .ambiguous(found.count)
                continue
            }
            if bug.form == .raw, !bug.bug.contains(Self.guardWord) {
                mistakes[bug.name] = .unguarded
                continue
            }
            guard let index = places.firstIndex(where: { $0.range.overlaps(range) }) else {
                places.append((range, [bug]))
                continue
            }
            let other = places[index].bugs[0]
            // Several bugs can take the place of the same text, one inside the other.
            if places[index].range == range, bug.form == other.form, bug.form != .raw {
                places[index].bugs.append(bug)
            } else {
                mistakes[bug.name] = .overlaps(other.name)
            }
        }
        for (range, bugs) in places.sorted(by: { $0.range.lowerBound > $1.range.lowerBound }) {
            let planted = bugs.reduce(String(original[range])) { $1.planted(over: $0) }
            text.replaceSubrange(range, with: planted)
        }
    }

    /// The word that a raw bug has instead of asking whether it is on.
    static let guardWord = "planted"

    /// Where a text stands, with any spaces at the beginnings of its lines but the first.
    static func places(of wanted: String, in text: String) -> [Range<String.Index>] {
        let lines = wanted.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.drop { $0 == " " } }
        guard let first = lines.first, !first.isEmpty else { return [] }
        var places: [Range<String.Index>] = []
        var start = text.startIndex
        while let found = text[start...].firstRange(of: first) {
            start = text.index(after: found.lowerBound)
            if let end = end(of: lines.dropFirst(), in: text, from: found.upperBound) {
                places.append(found.lowerBound..<end)
            }
        }
        return places
    }

    private static func end(
        of lines: ArraySlice<Substring>, in text: String, from start: String.Index
    ) -> String.Index? {
        var rest = text[start...]
        for line in lines {
            guard rest.first == "\n" else { return nil }
            rest = rest.dropFirst().drop { $0 == " " }
            guard rest.hasPrefix(line) else { return nil }
            rest = rest.dropFirst(line.count)
        }
        return rest.startIndex
    }
}

extension PlantedBug {
    /// The bug and what stands there, one of which comes to pass.
    fileprivate func planted(over stands: String) -> String {
        switch form {
        case .expression: "(\(guarded) ? (\(bug)) : (\(stands)))"
        case .statement: "if \(guarded) {\n\(bug)\n} else {\n\(stands)\n}"
        case .raw: bug.replacing(Replacement.guardWord, with: guarded)
        }
    }
}
