internal import Foundation
internal import Steps

/// Finds and reads a workflow by path, or by name in `workflows/`.
enum WorkflowArgument {
    static func load(_ argument: String) throws -> WorkflowDefinition {
        var file = argument
        if !argument.contains("/"), !FileManager.default.fileExists(atPath: argument) {
            let named = "workflows/\(argument).yaml"
            if FileManager.default.fileExists(atPath: named) { file = named }
        }
        let text = try TextFile.read(
            file, what: "workflow", hint: "give a file, or the name of one in workflows/")
        return try WorkflowDecoder.decode(text, file: file)
    }
}
