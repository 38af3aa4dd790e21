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
