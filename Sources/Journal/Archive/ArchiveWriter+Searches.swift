internal import GRDB
internal import Steps

extension ArchiveWriter {
    /// Makes a list of nodes known by each of them.
    ///
    /// - Parameter list: the number of its text.
    mutating func insertNodes(of list: DatabaseValue, _ nodes: () -> [String]) throws {
        guard let list = Int64.fromDatabaseValue(list), known.nodeSets.insert(list).inserted else {
            return
        }
        for node in nodes() {
            let values = [try number(of: node.withoutZeros), list].map(\.databaseValue)
            try BoundStatement(database, "INSERT OR IGNORE INTO node_sets VALUES (?, ?)")
                .run(values)
        }
    }

    /// Makes a saga known by what it told of trouble, if it did.
    ///
    /// SQLite keeps what is inserted in rising order in memory until the commit, and writes it out
    /// whenever the order breaks.
    func insertWords(of saga: SagaID, _ entries: [Entry]) throws {
        let words = SagaWords.told(by: entries)
        guard !words.isEmpty else { return }
        try BoundStatement(database, "INSERT INTO saga_words (rowid, words) VALUES (?, ?)")
            .run([saga.number.databaseValue, words.joined(separator: " ").databaseValue])
    }
}
