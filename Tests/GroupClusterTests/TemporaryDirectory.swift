import Foundation

/// A folder of a test's own.
enum TemporaryDirectory {
    /// Runs the body with the path of a new folder, which is removed afterwards.
    static func use<Value>(_ body: (String) async throws -> Value) async throws -> Value {
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("groupcluster-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        return try await body(directory.path)
    }
}
