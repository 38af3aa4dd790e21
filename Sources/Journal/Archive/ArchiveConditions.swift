internal import GRDB

/// What rows have to fulfil, with the values that go with it.
struct ArchiveConditions {
    private(set) var clauses: [String] = []
    private(set) var values: [DatabaseValue] = []

    mutating func add(_ clause: String, _ values: [any DatabaseValueConvertible]) {
        clauses.append(clause)
        self.values += values.map(\.databaseValue)
    }

    /// A column that has the number of a text; nothing if no text is asked for.
    mutating func add(_ column: String, is text: String?) {
        guard let text else { return }
        add("\(column) = (\(Self.number))", [text.withoutZeros])
    }

    mutating func add(_ column: String, isOneOf texts: [String]) {
        let marks = texts.map { _ in "?" }.joined(separator: ", ")
        add("\(column) IN (SELECT number FROM texts WHERE text IN (\(marks)))", texts)
    }

    /// Job, workflow and node of a filter.
    mutating func add(_ filter: SagaFilter) {
        add("job", is: filter.job)
        add("workflow", is: filter.workflow)
        guard let node = filter.node else { return }
        add(
            "\(ArchiveSchema.places) IN (SELECT nodes FROM node_sets WHERE node = (\(Self.number)))",
            [node.withoutZeros])
    }

    static let number = "SELECT number FROM texts WHERE text = ?"
}
