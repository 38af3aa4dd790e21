internal import Foundation
internal import Steps

/// Finds and reads a workflow by path, or by name in `workflows/`.
enum WorkflowArgument {
    static func load(_ argument: String) throws -> WorkflowDefinition {
        let (text, file) = try read(argument)
        return try decode(text, file: file)
    }

    /// The workflow of a file, with the children that stand beside it.
    static func decode(_ text: String, file: String) throws -> WorkflowDefinition {
        let folder = file.lastIndex(of: "/").map { String(file[..<$0]) } ?? ""
        return try WorkflowDecoder.decode(
            text, file: file, library: WorkflowDirectory(path: folder))
    }

    /// The text that an argument names, and the file that it is in.
    static func read(_ argument: String) throws -> (text: String, file: String) {
        var file = argument
        if !argument.contains("/"), !FileManager.default.fileExists(atPath: argument) {
            let named = "workflows/\(argument).yaml"
            if FileManager.default.fileExists(atPath: named) { file = named }
        }
        let text = try TextFile.read(
            file, what: "workflow", hint: "give a file, or the name of one in workflows/")
        return (text, file)
    }
}
