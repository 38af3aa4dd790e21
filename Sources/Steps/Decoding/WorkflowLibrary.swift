internal import Foundation

/// Where the workflows are that other workflows start as their children.
public protocol WorkflowLibrary: AnyObject {
    /// The workflow of a name; `nil` if there is none.
    ///
    /// - Parameter parents: the workflows on the way to it, the outermost first.
    /// - Throws: ``DefinitionError`` if it cannot be used.
    func workflow(
        named name: String, parents: [String]
    ) throws(DefinitionError) -> WorkflowDefinition?
}

/// The workflows of a folder: `NAME.yaml` defines the workflow `NAME`.
public final class WorkflowDirectory: WorkflowLibrary {
    private static let maximumBytes = 16 << 20

    private let path: String
    private var known: [String: WorkflowDefinition] = [:]

    /// Reads nothing yet.
    public init(path: String) {
        self.path = path
    }

    /// The workflow of a name; `nil` if the folder has no such file.
    public func workflow(
        named name: String, parents: [String]
    ) throws(DefinitionError) -> WorkflowDefinition? {
        if let known = known[name] { return known }
        // Only a name that can be no path leads to a file.
        guard NameRules.isID(name) else { return nil }
        let file = path.isEmpty ? "\(name).yaml" : "\(path)/\(name).yaml"
        guard let handle = FileHandle(forReadingAtPath: file),
            let data = try? handle.read(upToCount: Self.maximumBytes),
            let text = String(data: data, encoding: .utf8)
        else { return nil }
        let workflow = try WorkflowDecoder.decode(
            text, file: file, library: self, parents: parents)
        known[name] = workflow
        return workflow
    }
}
