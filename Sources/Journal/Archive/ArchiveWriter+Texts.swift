internal import GRDB
internal import Steps

extension ArchiveWriter {
    /// How a column is stored.
    enum Form {
        case plain
        /// The number of a text.
        case word
        /// See ``detail(_:)``.
        case detail
        /// Milliseconds since the saga was accepted.
        case moment

        init(_ column: String, words: Set<String>) {
            switch column {
            case "detail": self = .detail
            case "started_at", "ended_at": self = .moment
            default: self = words.contains(column) ? .word : .plain
            }
        }
    }

    static let forms = ArchiveRows.columns.map { Form($0, words: ArchiveRows.words) }
    static let attemptForms = ArchiveRows.attemptColumns.map {
        Form($0, words: ArchiveRows.attemptWords)
    }

    /// A row with the numbers of words, and with spans instead of moments.
    mutating func stored(
        _ row: [DatabaseValue], _ forms: [Form], since start: Timestamp
    ) throws -> [DatabaseValue] {
        var values = row
        for (index, form) in forms.enumerated() {
            switch (form, row[index].storage) {
            case (.word, .string(let text)): values[index] = try number(of: text).databaseValue
            case (.detail, .string(let text)): values[index] = try detail(text)
            case (.moment, .int64(let moment)):
                values[index] = (moment &- start.rawValue).databaseValue
            default: break
            }
        }
        return values
    }

    /// Most details are those of thousands of others, and some are like no other.
    private mutating func detail(_ text: String) throws -> DatabaseValue {
        guard !text.isEmpty else { return text.databaseValue }
        let exact = ExactText(text)
        if let known = known.texts[exact] { return known.databaseValue }
        guard !known.details.insert(exact).inserted else { return text.databaseValue }
        return try number(of: text).databaseValue
    }

    mutating func number(of text: String) throws -> Int64 {
        let exact = ExactText(text)
        if let known = known.texts[exact] { return known }
        let select = try database.cachedStatement(sql: "SELECT number FROM texts WHERE text = ?")
        var number = try Int64.fetchOne(select, arguments: [text])
        if number == nil {
            try database.execute(sql: "INSERT INTO texts (text) VALUES (?)", arguments: [text])
            number = database.lastInsertedRowID
        }
        known.texts[exact] = number
        return number ?? 0
    }
}
