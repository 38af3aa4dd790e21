internal import Foundation

/// The workflows of a folder: `NAME.yaml` defines the workflow `NAME`.
///
/// Each file is read once, so a directory that was made anew sees what has changed.
public final class WorkflowDirectory: WorkflowLibrary {
    private let path: String
    private var known: [String: WorkflowDefinition] = [:]
    /// What cannot be used, by the workflow that it was looked for: how deep a child may stand
    /// depends on its parents.
    ///
    /// Without this, files that start each other twice would be read times
    /// without number.
    private var refused: [String: [String: DefinitionError]] = [:]

    /// Reads nothing yet.
    public init(path: String) {
        self.path = path
    }

    /// The workflow of a name; `nil` if the folder has no such file.
    public func workflow(
        named name: String, parents: [String]
    ) throws(DefinitionError) -> WorkflowDefinition? {
        if let known = known[name] { return known }
        let root = parents.first ?? name
        if let error = refused[root]?[name] { throw error }
        // Only a name that can be no path leads to a file.
        guard NameRules.isID(name) else { return nil }
        let file = path.isEmpty ? "\(name).yaml" : "\(path)/\(name).yaml"
        guard let text = try text(of: file) else { return nil }
        do throws(DefinitionError) {
            let workflow = try WorkflowDecoder.decode(
                text, file: file, library: self, parents: parents, name: name)
            known[name] = workflow
            return workflow
        } catch {
            refused[root, default: [:]][name] = error
            throw error
        }
    }

    /// - Returns: `nil` if there is no such file.
    private func text(of file: String) throws(DefinitionError) -> String? {
        let url = URL(filePath: file).resolvingSymlinksInPath()
        guard let values = try? url.resourceValues(forKeys: [.isRegularFileKey]) else { return nil }
        // Another kind of file could keep its reader waiting for ever.
        guard values.isRegularFile == true else {
            throw DefinitionFile.error("is no regular file", in: file)
        }
        guard let handle = FileHandle(forReadingAtPath: file),
            let data = try? handle.read(upToCount: YAMLPrescan.maximumBytes + 1)
        else { throw DefinitionFile.error("cannot be read", in: file) }
        guard data.count <= YAMLPrescan.maximumBytes else {
            throw DefinitionFile.error(YAMLPrescan.sizeMessage, in: file)
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw DefinitionFile.error("is no UTF-8 text", in: file)
        }
        return text
    }
}
