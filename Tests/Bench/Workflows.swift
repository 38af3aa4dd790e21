import Foundation

/// The workflow files of this repository.
package enum Workflows {
    package static let create = named("create-group")
    package static let delete = named("delete-group")

    /// The file of a workflow.
    package static func named(_ name: String) -> String {
        repository.appending(path: "workflows/\(name).yaml").path
    }

    /// The names of all of them.
    package static func all() throws -> [String] {
        let folder = repository.appending(path: "workflows").path
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }
    }

    /// The page that documents the language.
    package static func documentation() throws -> String {
        try String(
            contentsOf: repository.appending(path: "docs/workflows.md"), encoding: .utf8)
    }

    private static let repository = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
}
