/// Reads what a rehearsal is told of the nodes.
public struct RehearsalDecoder {
    /// The rules in the `rehearsal` section of a workflow file, or in a file of their own.
    ///
    /// - Parameters:
    ///   - text: the file's content.
    ///   - file: its name, for messages.
    /// - Returns: `nil` for a workflow file without such a section.
    /// - Throws: ``DefinitionError`` with every problem that was found.
    public static func decode(
        _ text: String, file: String
    ) throws(DefinitionError) -> RehearsalRules? {
        let (root, problems) = try DefinitionFile.open(text, file: file)
        var field = Field(node: root, place: .root, problems: problems)
        if let section = root["rehearsal"] {
            field = Field(node: section, place: Place.root["rehearsal"], problems: problems)
        } else if root["workflow"] != nil {
            return nil
        }
        let rules = RehearsalReader.rules(field)
        try problems.throwIfAny()
        return rules
    }
}
