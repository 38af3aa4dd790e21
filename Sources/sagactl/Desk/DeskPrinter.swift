internal import SagaEngine
internal import SagaServer

/// What came of a verb, for people and for programs.
struct DeskPrinter {
    let verb: OperatorVerb
    let options: DeskOptions

    /// Sagas that did it are shown one by one, up to so many.
    private static let shown = 20

    /// Says first how many sagas are meant.
    func matched(_ count: Int) {
        guard !options.output.quiet else { return }
        let words = count == 1 ? "1 saga matches" : "\(count) sagas match"
        options.output.output == .text ? Terminal.print(words) : Terminal.note(words)
        Terminal.flush()
    }

    /// What each would do.
    func would(_ rows: [DecisionRow]) {
        guard options.output.output == .text else { return printRows(rows, "would") }
        for row in rows { Terminal.print(line(row, done: "would \(verb.word): ")) }
        let count = rows.count { $0.answer == .applied }
        Terminal.print("\(count) would be changed; nothing was")
    }

    /// What each did, and those that did not at the end.
    ///
    /// - Parameter next: what goes on with them; `nil`: nothing does.
    func finish(_ rows: [DecisionRow], next: String?) throws {
        let failed = rows.filter { $0.answer == .refused }
        if options.output.output == .text {
            if !options.output.quiet { printWords(rows, next) }
            for row in failed { Terminal.print(line(row, done: "")) }
        } else {
            printRows(rows, "answer")
        }
        if !failed.isEmpty { throw EndedWith(status: .error) }
    }

    private func printWords(_ rows: [DecisionRow], _ next: String?) {
        let others = rows.filter { $0.answer != .refused }
        for row in others.prefix(Self.shown) { Terminal.print(line(row, done: verb.word)) }
        if others.count > Self.shown {
            Terminal.print("  … and \(others.count - Self.shown) more")
        }
        let applied = rows.count { $0.answer == .applied }
        let repeated = rows.count { $0.answer == .repeated }
        var words = "\(applied) done"
        if repeated > 0 { words += ", \(repeated) so already" }
        let refused = rows.count - applied - repeated
        if refused > 0 { words += ", \(refused) refused" }
        if applied > 0, verb != .abandon {
            words += "; \(next ?? "'sagactl resume' goes on with them")"
        }
        Terminal.print(words)
    }

    private func line(_ row: DecisionRow, done: String) -> String {
        switch row.answer {
        case .applied: "  \(row.saga) \(done)\(Terminal.safe(row.words))"
        case .repeated: "  \(row.saga) so already: \(Terminal.safe(row.words))"
        case .refused:
            "  \(row.saga) refused: \(Terminal.safe(row.words))"
                + (row.instead.isEmpty ? "" : "; \(Terminal.safe(row.instead))")
        }
    }

    private func printRows(_ rows: [DecisionRow], _ name: String) {
        let objects = rows.map { row in
            var object = JSONObject()
            object.add("saga", row.saga)
            object.add("verb", verb.word)
            object.add(name, row.answer.rawValue)
            object.add("words", row.words.isEmpty ? nil : row.words)
            object.add("instead", row.instead.isEmpty ? nil : row.instead)
            return object
        }
        switch options.output.output {
        case .json: Terminal.print("[\(objects.map(\.text).joined(separator: ","))]")
        case .jsonl, .text: for object in objects { Terminal.print(object.text) }
        case .ids:
            for row in rows where row.answer == .applied { Terminal.print(row.saga) }
        }
    }
}
