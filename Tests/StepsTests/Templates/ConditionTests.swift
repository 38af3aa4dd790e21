import Testing

@testable import Steps

struct ConditionTests {
    static func scope(_ reference: Reference) -> Value? {
        switch reference {
        case .reply(.status): .integer(200)
        case .reply(.header("timestamp")): .string("12")
        case .sagaTimestamp: .integer(12)
        case .nodeTimestamps: .bool(false)
        case .input("names"): .list([.string("a"), .string("b"), .string("2")])
        default: nil
        }
    }

    @Test(arguments: [
        ("reply.status == 200", true),
        ("reply.status != 200", false),
        ("not node.timestamps", true),
        ("not not node.timestamps", false),
        ("reply.headers.Timestamp == saga.timestamp", true),
        ("reply.body.missing == null", true),
        ("reply.body.missing != before.body.missing", false),
        ("reply.body.missing == ''", false),
        ("reply.body.missing", false),
        ("'a b' == \"a b\"", true),
        ("false and false or true", true),
        ("false and (false or true)", false),
        ("not false and false", false),
        ("not reply.status == 404", true),
        ("reply.status == 200 and (not node.timestamps or false)", true),
        ("reply.status", false),
        ("reply.status < 200", false), ("reply.status < 200.5", true),
        ("reply.status <= 200", true), ("reply.status <= 199", false),
        ("reply.status > 199", true), ("reply.status > 200", false),
        ("reply.status >= 200.0", true), ("reply.status >= 201", false),
        ("reply.headers.timestamp > 11.5", true), ("reply.headers.timestamp <= '12.0'", true),
        ("2 == 2.0", true), ("'2' == 2.0", true), ("-1 < 1e3", true),
        // Only numbers are more or less than others.
        ("'a' < 'b'", false), ("'a' <= 'a'", false), ("'a' >= 'a'", false),
        ("null <= null", false), ("true <= true", false), ("'nan' <= 'nan'", false),
        ("reply.body.missing < 1", false), ("not reply.body.missing >= 1", true),
        ("'b' in input.names", true), ("'c' in input.names", false), ("2 in input.names", true),
        ("'b' in reply.status", false), ("null in input.names", false),
    ])
    func holds(source: String, expected: Bool) throws {
        #expect(try Condition(source).holds(in: Self.scope) == expected)
    }

    private static let wrong: [LongText] = [
        "", "==", "a", "reply.status =", "reply.status == 200 200", "(true", "true)", "'open",
        "true and", "true == == true", "reply.status > > 1", "012 == 1", "reply.status => 1",
        "node.timestamps? == 1",
        LongText(String(repeating: "(", count: 4_000)),
        LongText(String(repeating: "1 or ", count: 1_000) + "1"),
    ]

    @Test(arguments: wrong)
    func whatCannotBeReadIsRefused(source: LongText) {
        #expect(throws: TemplateError.self) { try Condition(source.text) }
    }

    @Test func referencesAreListedInOrder() throws {
        let condition = try Condition("reply.status == 1 or not (input.a != before.body.b)")
        #expect(
            condition.references.map(\.description) == ["reply.status", "input.a", "before.body.b"])
    }
}
