internal import GRDB
internal import Steps

extension ArchiveRowCheck {
    /// Looks whether a saga is found by its nodes, and by what it told of trouble.
    mutating func checkSearches(
        of saga: SagaID, _ number: Int64, _ entries: [Entry], _ places: [String],
        _ database: Database
    ) throws {
        if try !isFound(by: places, database) {
            find(saga, "the archive does not find it by its nodes")
        }
        let words = SagaWords.told(by: entries)
        for start in stride(from: 0, to: words.count, by: TextQuery.mostWords) {
            let some = words[start..<min(start + TextQuery.mostWords, words.count)]
            let isFound = try Bool.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT EXISTS (
                            SELECT 1 FROM saga_words WHERE saga_words MATCH ? AND rowid = ?
                        )
                        """),
                arguments: [some.map { "\"\($0)\"" }.joined(separator: " AND "), number])
            guard isFound == true else {
                return find(saga, "the archive does not find it by what it told")
            }
        }
    }

    /// Lists of nodes come again and again: each is looked at once.
    private mutating func isFound(by places: [String], _ database: Database) throws -> Bool {
        let list = ExactText(ArchiveRows.list(places))
        guard !soundLists.contains(list) else { return true }
        for node in places {
            let isFound = try Bool.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT EXISTS (
                            SELECT 1 FROM node_sets WHERE node = (\(ArchiveConditions.number))
                                AND nodes = (\(ArchiveConditions.number))
                        )
                        """),
                arguments: [node.withoutZeros, list.text])
            guard isFound == true else { return false }
        }
        soundLists.insert(list)
        return true
    }
}
