internal import ArgumentParser
internal import Journal
internal import SagaEngine
internal import Steps
internal import Workers

extension JournalCommand {
    /// The command `sagactl journal export`.
    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print every entry of every saga, one JSON object a line.",
            discussion: """
                As 'history ID -o jsonl', with the saga's id in front; archived ones too. Each \
                version of a workflow is a line of its own (its type is 'definition'), before the \
                first entry that names it.
                """)

        @OptionGroup var journal: JournalOptions

        private static let page = 512

        func run() async throws {
            let directory = try journal.directory
            try await Blocking.run {
                let source = try HistorySource.open(directory: directory)
                var printed: Set<ContentHash> = []
                for saga in try source.unfinished(matching: SagaFilter()) {
                    try print(saga.id, in: source, &printed)
                }
                var last: SagaID?
                while true {
                    let page = try source.archived(
                        matching: SagaFilter(), before: last, limit: Self.page)
                    for saga in page { try print(saga.id, in: source, &printed) }
                    guard let saga = page.last else { break }
                    last = saga.id
                }
            }
        }

        private func print(
            _ saga: SagaID, in source: HistorySource, _ printed: inout Set<ContentHash>
        ) throws {
            guard let entries = try source.entries(of: saga) else { return }
            var used: [PinnedDefinition] = []
            let rows = try HistoryRow.rows(of: entries) { hash in
                let definition = try source.definition(hash)
                used.append(definition)
                return definition
            }
            for definition in used where printed.insert(definition.hash).inserted {
                Terminal.print(try Self.line(of: definition))
            }
            for row in rows {
                var object = JSONObject()
                object.add("saga", saga.description)
                object.merge(row.json)
                Terminal.print(object.text)
            }
        }

        /// A definition is part of the export, for entries do not say which step needs which.
        private static func line(of definition: PinnedDefinition) throws -> String {
            let json = String(decoding: try definition.workflow.canonicalJSON(), as: UTF8.self)
            return #"{"type":"definition","hash":"\#(definition.hash)","workflow":\#(json)}"#
        }
    }
}
