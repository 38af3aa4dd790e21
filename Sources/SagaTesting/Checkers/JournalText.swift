public import Steps

/// What `sagactl journal export` prints: definitions, each before the first entry that names it,
/// and entries, each saga's in the order of the journal.
public struct JournalText: Sendable {
    /// The versions of workflows, by the hashes that entries name.
    public var definitions: [String: WorkflowDefinition] = [:]
    /// The entries of all sagas.
    public var records: [HistoryRecord] = []

    /// Reads an export: one JSON object a line.
    ///
    /// - Throws: a decoding error if a line is not as documented.
    public init(lines text: String) throws {
        for line: Line in try JSONLines.decode(text) {
            switch line {
            case .definition(let hash, let workflow): definitions[hash] = workflow
            case .entry(let record): records.append(record)
            }
        }
    }

    private enum Line: Decodable {
        case definition(String, WorkflowDefinition)
        case entry(HistoryRecord)

        private enum Key: String, CodingKey {
            case type, hash, workflow
        }

        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: Key.self)
            if try values.decode(String.self, forKey: .type) == "definition" {
                self = .definition(
                    try values.decode(String.self, forKey: .hash),
                    try values.decode(WorkflowDefinition.self, forKey: .workflow))
            } else {
                self = .entry(try HistoryRecord(from: decoder))
            }
        }
    }
}
