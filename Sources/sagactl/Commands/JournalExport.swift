internal import ArgumentParser
internal import Journal
internal import SagaEngine
internal import Steps
internal import Workers

extension JournalCommand {
    /// The command `sagactl journal export`.
    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "export",
            abstract: "Print every entry of every saga, one JSON object a line.",
            discussion: """
                As 'history ID -o jsonl', with the saga's id in front; archived ones too. Each \
                version of a workflow is a line of its own (its type is 'definition'), before the \
                first entry that names it.

                Of a damaged journal, everything that is whole is printed, and a line of type \
                'damage' follows each saga that something is wrong with; standard error says what \
                is, and the exit code is 7.
                """)

        @OptionGroup var journal: JournalOptions

        func run() async throws {
            let directory = try journal.directory
            let isDamaged = try await Blocking.run {
                let salvage = try JournalSalvage(directory: directory)
                var definitions = Definitions(salvage: salvage)
                try salvage.sagas { saga in try print(saga, &definitions) }
                Terminal.flush()
                for finding in salvage.report.findings {
                    Terminal.note("sagactl: \(finding.words)")
                }
                return !salvage.report.findings.isEmpty
            }
            if isDamaged { throw EndedWith(status: .damaged) }
        }

        private func print(_ saga: RescuedSaga, _ definitions: inout Definitions) throws {
            var used: [PinnedDefinition] = []
            let rows = HistoryRow.rows(of: saga.entries) { hash in
                let definition = definitions.get(hash)
                if let definition { used.append(definition) }
                return definition
            }
            for definition in used where definitions.isFirst(definition.hash) {
                Terminal.print(try Self.line(of: definition))
            }
            for row in rows {
                var object = JSONObject()
                object.add("saga", saga.id.description)
                object.merge(row.json)
                Terminal.print(object.text)
            }
            guard let loss = saga.loss else { return }
            var object = JSONObject()
            object.add("type", "damage")
            object.add("saga", saga.id.description)
            object.add("wholeEntries", saga.entries.count)
            object.add("what", loss)
            Terminal.print(object.text)
            let count = saga.entries.count
            let rest = count == 0 ? "nothing of it is whole" : "its entries 1 to \(count) are whole"
            Terminal.flush()
            Terminal.note("sagactl: saga \(saga.id): \(rest)")
        }

        /// A definition is part of the export, for entries do not say which step needs which.
        private static func line(of definition: PinnedDefinition) throws -> String {
            let json = String(decoding: try definition.workflow.canonicalJSON(), as: UTF8.self)
            return #"{"type":"definition","hash":"\#(definition.hash)","workflow":\#(json)}"#
        }
    }

    /// The definitions that an export met, read once each.
    private struct Definitions {
        let salvage: JournalSalvage
        private var known: [ContentHash: PinnedDefinition?] = [:]
        private var printed: Set<ContentHash> = []

        init(salvage: JournalSalvage) {
            self.salvage = salvage
        }

        mutating func get(_ hash: ContentHash) -> PinnedDefinition? {
            if let found = known[hash] { return found }
            let workflow = salvage.definition(hash)
                .flatMap { try? WorkflowDefinition(canonicalJSON: $0) }
            let found = workflow.map { PinnedDefinition(workflow: $0, hash: hash) }
            known[hash] = .some(found)
            return found
        }

        /// Whether it was not printed before.
        mutating func isFirst(_ hash: ContentHash) -> Bool { printed.insert(hash).inserted }
    }
}
