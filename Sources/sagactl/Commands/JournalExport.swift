internal import ArgumentParser
internal import Journal
internal import SagaEngine
internal import Steps

extension JournalCommand {
    /// The command `sagactl journal export`.
    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print every entry of every saga, one JSON object a line.",
            discussion: "As 'history ID -o jsonl', with the saga's id in front; archived ones too.")

        @OptionGroup var journal: JournalOptions

        private static let page = 512

        func run() async throws {
            let directory = try journal.directory
            try await Blocking.run {
                let source = try HistorySource.open(directory: directory)
                for saga in try source.unfinished(matching: SagaFilter()) {
                    try print(saga.id, in: source)
                }
                var last: SagaID?
                while true {
                    let page = try source.archived(
                        matching: SagaFilter(), before: last, limit: Self.page)
                    for saga in page { try print(saga.id, in: source) }
                    guard let saga = page.last else { break }
                    last = saga.id
                }
            }
        }

        private func print(_ saga: SagaID, in source: HistorySource) throws {
            guard let entries = try source.entries(of: saga),
                let machine = try source.machine(of: saga)
            else { return }
            for entry in entries {
                var object = JSONObject()
                object.add("saga", saga.description)
                object.merge(HistoryRow(entry, plan: machine.plan.instances).json)
                Terminal.print(object.text)
            }
        }
    }
}
