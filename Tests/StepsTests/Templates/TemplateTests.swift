import Testing

@testable import Steps

struct TemplateTests {
    static func scope(_ reference: Reference) -> Value? {
        switch reference {
        case .input("text"): .string("a\"b")
        case .input("number"): .integer(5)
        case .nodeName: .string("node01")
        case .nodeTimestamps: .bool(true)
        case .before(.header("timestamp")): .string("12")
        case .stepReply(step: "create", .body(["ids", "0"])): .integer(7)
        default: nil
        }
    }

    @Test(
        arguments: [
            ("", .string("")),
            ("plain $ text $5", .string("plain $ text $5")),
            ("${input.number}", .integer(5)),
            ("${node.timestamps}", .bool(true)),
            ("n-${input.number}-${node.name}", .string("n-5-node01")),
            ("$${input.number}", .string("${input.number}")),
            ("${before.headers.Timestamp}", .string("12")),
            ("${steps.create.reply.body.ids.0}", .integer(7)),
            ("${before.body.missing?}", nil),
            ("a${before.body.missing?}b", .string("ab")),
        ] as [(String, Value?)])
    func isFilledIn(source: String, value: Value?) throws {
        #expect(try Template(source).value(in: Self.scope) == value)
    }

    @Test(arguments: ["${before.body.missing}", "a ${saga.id}"])
    func aMissingValueIsAnError(source: String) throws {
        let template = try Template(source)
        #expect(throws: TemplateError.self) { try template.value(in: Self.scope) }
    }

    @Test(arguments: [
        "${", "${}", "${ input.a }", "${input}", "${input.a.b}", "${secret.a}", "${node.url}",
        "${before}", "${reply.header.a}", "${steps.a.body}", "${steps..reply.status}", "${input.a",
    ])
    func whatCannotBeReadIsRefused(source: String) {
        #expect(throws: TemplateError.self) { try Template(source) }
    }

    @Test func bodiesAreOneTextWithFieldsLeftOut() throws {
        let body = BodyTemplate.object([
            "b": .template(try Template("${input.number}")),
            "a": .template(try Template("${input.text}")),
            "gone": .template(try Template("${before.body?}")),
            "list": .array([.template(try Template("${before.body?}")), .value(.null)]),
        ])
        #expect(try body.json(in: Self.scope) == #"{"a":"a\"b","b":5,"list":[null,null]}"#)
    }
}
