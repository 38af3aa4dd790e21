import Foundation

/// The workflow files of this repository.
enum Workflows {
    static let create = folder + "/create-group.yaml"
    static let delete = folder + "/delete-group.yaml"

    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "workflows").path
}
