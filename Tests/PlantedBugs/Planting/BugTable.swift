internal import Foundation
internal import Yams

/// All planted bugs, read from the files of a folder.
package struct BugTable: Sendable {
    /// Something in a file of the table that makes no sense.
    package struct Mistake: Error, CustomStringConvertible {
        package let description: String
    }

    private struct Row: Decodable {
        var name: String
        var file: String
        var form: String
        var stands: String
        var bug: String
        var breaks: String
        var harness: String
        var faults: [String]?
    }

    /// In the order of the files and their rows.
    package private(set) var bugs: [PlantedBug] = []

    /// Reads the YAML files of a folder, in order of their names.
    ///
    /// - Throws: ``Mistake`` if a row makes no sense, or two are called the same.
    package init(folder: String) throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix(".yaml") }.sorted()
        for name in names {
            let text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
            for row in try YAMLDecoder().decode([Row].self, from: text) {
                bugs.append(try Self.bug(row, in: name))
            }
        }
        let numbers = Dictionary(grouping: bugs, by: \.number)
        if let same = numbers.values.first(where: { $0.count > 1 }) {
            throw Mistake(description: "there are two bugs '\(same[0].name)'")
        }
    }

    private static func bug(_ row: Row, in file: String) throws(Mistake) -> PlantedBug {
        guard let form = PlantedBug.Form(rawValue: row.form),
            let harness = PlantedBug.Harness(rawValue: row.harness)
        else {
            throw Mistake(description: "\(file): '\(row.name)' has no such form or harness")
        }
        guard row.breaks.first == "P", row.stands != row.bug else {
            throw Mistake(description: "\(file): '\(row.name)' breaks no promise")
        }
        return PlantedBug(
            name: row.name, file: row.file, form: form, stands: row.stands, bug: row.bug,
            breaks: row.breaks, harness: harness, faults: row.faults ?? [])
    }

    /// The bugs with these names, or all; of all, a spread of some if so many are wanted.
    ///
    /// - Throws: ``Mistake`` for a name that no bug has.
    package func chosen(_ names: [String], some count: Int?) throws(Mistake) -> [PlantedBug] {
        for name in names where !bugs.contains(where: { $0.name == name }) {
            throw Mistake(description: "there is no bug '\(name)'")
        }
        let named = bugs.filter { names.isEmpty || names.contains($0.name) }
        guard let count, count < named.count else { return named }
        return (0..<count).map { named[(2 * $0 + 1) * named.count / (2 * count)] }
    }

    /// What does not apply to a tree, by the names of the bugs.
    package func mistakes(in root: String) -> [String: String] {
        var mistakes: [String: String] = [:]
        for (file, bugs) in Dictionary(grouping: bugs, by: \.file) {
            guard let text = try? String(contentsOfFile: "\(root)/\(file)", encoding: .utf8) else {
                for bug in bugs { mistakes[bug.name] = "there is no \(file) any more" }
                continue
            }
            for (name, mistake) in Replacement(of: bugs, in: text).mistakes {
                mistakes[name] = "\(file): \(mistake)"
            }
        }
        return mistakes
    }
}
