/// A value in a file with its place: what it reads is typed, and what is wrong it reports.
///
/// A method that returns `nil` has reported why.
struct Field {
    let node: YAMLNode
    let place: Place
    let problems: ProblemList

    func report(
        _ message: String, suggestion: @autoclosure @escaping () -> String? = nil
    ) {
        problems.report(Finding(place, message, suggestion: suggestion()), at: node.mark)
    }

    /// A scalar's text, whatever it looks like.
    func text() -> String? {
        guard case .scalar(let text, let plain) = node.content else {
            report("expected text, not \(node.kind)")
            return nil
        }
        guard !(plain && text.isEmpty) else {
            report("has no value")
            return nil
        }
        return text
    }

    func integer(in range: ClosedRange<Int>) -> Int? {
        guard let text = plainText("a whole number") else { return nil }
        guard let number = PlainScalar.integer(text), range.contains(Int(number)) else {
            report(
                "expected a whole number from \(range.lowerBound) to \(range.upperBound), not "
                    + PrintableText.quoted(text))
            return nil
        }
        return Int(number)
    }

    func number() -> Double? {
        guard let text = plainText("a number") else { return nil }
        switch PlainScalar.number(text) {
        case .integer(let number): return Double(number)
        case .number(let number): return number
        default:
            report("expected a number, not \(PrintableText.quoted(text))")
            return nil
        }
    }

    func boolean() -> Bool? {
        guard let text = plainText("true or false") else { return nil }
        guard let value = PlainScalar.boolean(text) else {
            report("expected true or false, not \(PrintableText.quoted(text))")
            return nil
        }
        return value
    }

    func duration() -> Milliseconds? {
        guard let text = text() else { return nil }
        guard let span = DurationText.milliseconds(text) else {
            report(
                "expected a time such as 250ms, 1.5s, 2m or 1h, at most 24h, not "
                    + PrintableText.quoted(text))
            return nil
        }
        return span
    }

    /// A time that may be days: for pauses and for people's answers.
    func longDuration() -> Milliseconds? {
        guard let text = text() else { return nil }
        guard let span = DurationText.milliseconds(text, maximum: DurationText.longest), span > 0
        else {
            report(
                "expected a time above zero such as 30s, 10m, 8h or 7d, at most 366d, not "
                    + PrintableText.quoted(text))
            return nil
        }
        return span
    }

    /// One of the words that a type knows.
    func word<Word: RawRepresentable & CaseIterable>(of: Word.Type) -> Word?
    where Word.RawValue == String {
        guard let text = text() else { return nil }
        if let word = Word(rawValue: text) { return word }
        let known = Word.allCases.map(\.rawValue)
        report(
            "expected \(known.joined(separator: ", ")), not \(PrintableText.quoted(text))",
            suggestion: Suggestion.nearest(to: text, among: known))
        return nil
    }

    func template() -> Template? {
        guard let text = text() else { return nil }
        do throws(TemplateError) {
            return try Template(text)
        } catch {
            report(error.description)
            return nil
        }
    }

    func condition() -> Condition? {
        guard let text = text() else { return nil }
        do throws(TemplateError) {
            return try Condition(text)
        } catch {
            report("the condition \(error.description)")
            return nil
        }
    }

    /// The items of a list.
    func items() -> FieldItems? {
        guard case .sequence(let nodes) = node.content else {
            report("expected a list, not \(node.kind)")
            return nil
        }
        return FieldItems(nodes: nodes, place: place, problems: problems)
    }

    /// A method is meant by capitals, or by its own name alone.
    private static func mayBeMeant(_ known: String, by key: String) -> Bool {
        let capitals = key.uppercased()
        return known != known.uppercased() || key == capitals || known == capitals
    }

    /// The entries of a mapping; keys that are not known are reported, and left out.
    func fields(known: [String]? = nil) -> Fields? {
        guard case .mapping(let entries) = node.content else {
            report("expected a mapping, not \(node.kind)")
            return nil
        }
        var accepted: [YAMLNode.Entry] = []
        var misspelt: Set<String> = []
        for entry in entries {
            if let known, !known.contains(entry.key) {
                // Looking for what was meant costs time; a hostile file has many such keys.
                guard !problems.isFull else { continue }
                let message = "unknown key \(PrintableText.quoted(entry.key))"
                let suggestion = Suggestion.nearest(
                    to: entry.key, among: known.filter { Self.mayBeMeant($0, by: entry.key) })
                problems.report(
                    Finding(place, message, suggestion: suggestion), at: entry.keyMark)
                if let suggestion { misspelt.insert(suggestion) }
            } else {
                accepted.append(entry)
            }
        }
        return Fields(field: self, entries: accepted, misspelt: misspelt)
    }

    private func plainText(_ expected: String) -> String? {
        guard case .scalar(let text, let plain) = node.content else {
            report("expected \(expected), not \(node.kind)")
            return nil
        }
        guard plain else {
            report("expected \(expected) without quotes")
            return nil
        }
        return text
    }
}
