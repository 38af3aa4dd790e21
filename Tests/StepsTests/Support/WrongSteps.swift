@testable import Steps

/// Steps of a workflow that has a problem; their first line is the fourth of the file.
struct WrongSteps: CustomStringConvertible, Sendable {
    let description: String
    /// The problem as it is shown, without the file's name.
    let expected: String

    private static let start = """
        workflow: w
        inputs: { name: { type: string }, count: { type: integer, default: 1 }, names: { type: list } }
        steps:

        """

    /// All that is wrong with the steps.
    var problem: String {
        do throws(DefinitionError) {
            _ = try WorkflowDecoder.decode(Self.start + description, file: "w.yaml")
            return ""
        } catch {
            return error.problems.map { String($0.description.dropFirst("w.yaml:".count)) }
                .joined(separator: "\n")
        }
    }

    /// Reads lines of steps, each followed by one with an arrow and the problem.
    static func table(_ text: String) -> [WrongSteps] {
        var table: [WrongSteps] = []
        var steps = ""
        for line in text.split(separator: "\n") {
            if line.hasPrefix("→ ") {
                table.append(WrongSteps(description: steps, expected: String(line.dropFirst(2))))
                steps = ""
            } else {
                steps += "  \(line)\n"
            }
        }
        return table
    }
}
