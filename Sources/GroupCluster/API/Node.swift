/// One node: its name, its tables and how it is made to behave.
struct Node: Sendable {
    let name: String
    let tables: NodeTables
    let control: NodeControl
}
