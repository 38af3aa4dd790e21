internal import Foundation
internal import Steps

extension FuzzTarget {
    /// What stands in fields: templates, conditions, paths, patterns and schedules.
    ///
    /// The first byte says which: `t`, `c`, `p`, `r` (regular) or `s`.
    static let expressions = FuzzTarget("expressions", longest: 512, stretchedTo: 1 << 17) {
        bytes throws(FuzzFinding) in
        let text = text(Array(bytes.dropFirst()))
        switch bytes.first {
        case UInt8(ascii: "t"): try template(text)
        case UInt8(ascii: "c"): try condition(text)
        case UInt8(ascii: "p"): try path(text)
        case UInt8(ascii: "r"): try pattern(text)
        case UInt8(ascii: "s"): try schedule(text)
        default: break
        }
    }

    private static func template(_ text: String) throws(FuzzFinding) {
        let template: Template
        do throws(TemplateError) {
            template = try Template(text)
        } catch {
            return try expect(!error.description.isEmpty, "an error says something")
        }
        try expect(template.source == text, "a template keeps its text")
        for reference in template.references {
            let description = reference.description
            try expect(Reference(description) == reference, "a reference is read as written")
        }
        for value in values {
            let filled = try expectNoError("a template can be filled in") {
                try template.value(in: { _ in value })
            }
            try expect(filled != nil, "a template that is filled in has a value")
            var fields: [String: BodyTemplate] = ["a": .value(value)]
            fields[text] = .array([.template(template)])
            let body = BodyTemplate.object(fields)
            let json = try expectNoError("a body can be filled in") {
                try body.json(in: { _ in value })
            }
            _ = try expectNoError("a body is JSON: \(json)") {
                try JSONSerialization.jsonObject(with: Data(json.utf8))
            }
        }
        _ = try? template.value(in: { _ in nil })
    }

    private static func condition(_ text: String) throws(FuzzFinding) {
        let condition: Condition
        do throws(TemplateError) {
            condition = try Condition(text)
        } catch {
            return try expect(!error.description.isEmpty, "an error says something")
        }
        for value in values {
            let holds = condition.holds { _ in value }
            let again = condition.holds { _ in value }
            try expect(holds == again, "a condition has one answer")
        }
        let holds = condition.holds { _ in nil }
        // By the grammar, a condition in brackets is one.
        guard text.utf8.count < 4_000, let negated = try? Condition("not (\(text))") else { return }
        try expect(negated.holds { _ in nil } == !holds, "the opposite is the opposite")
    }

    private static func path(_ text: String) throws(FuzzFinding) {
        guard let reference = Reference(text) else { return }
        let description = reference.description
        try expect(Reference(description) == reference, "a reference is read as written")
        guard let template = try? Template("${\(description)}") else {
            throw FuzzFinding("a reference stands in a template: \(description)")
        }
        try expect(template.references == [reference], "a reference is found in a template")
        guard description.utf8.count < 4_000 else { return }
        guard let condition = try? Condition("\(description) == 1") else {
            throw FuzzFinding("a reference stands in a condition: \(description)")
        }
        try expect(condition.references == [reference], "a reference is found in a condition")
    }

    private static let values: [Value] = [
        .null, .bool(true), .integer(.min), .number(-0.5), .number(.nan), .number(.infinity),
        .string("1\"\\\n\u{0}é\u{2028}"), .list([.string("a"), .integer(2), .list([])]),
    ]
}
