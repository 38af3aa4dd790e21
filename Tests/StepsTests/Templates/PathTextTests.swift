import Testing

@testable import Steps

struct PathTextTests {
    private static let paths: [(String, [String]?)] = [
        ("a", ["a"]), ("a.b.0", ["a", "b", "0"]), ("a[0].b", ["a", "0", "b"]),
        ("a[0][12]", ["a", "0", "12"]), ("a['b.c'][\"d'e\"].f", ["a", "b.c", "d'e", "f"]),
        (#"a['it\'s']['\\']["\""]"#, ["a", "it's", #"\"#, "\""]), ("a['']", ["a", ""]),
        ("a['}']['${']", ["a", "}", "${"]), ("größe.naïve_1-x", ["größe", "naïve_1-x"]),
        ("", nil), (".", nil), ("a.", nil), (".a", nil), ("a..b", nil), ("a[", nil),
        ("a[]", nil), ("a[b]", nil), ("a[-1]", nil), ("a[1234567890]", nil), ("a['b]", nil),
        ("a['b'c]", nil), (#"a['\n']"#, nil), ("a['b']c", nil), ("a.['b']", nil),
        ("['a']", nil), ("a b", nil), ("a]", nil), ("a'b'", nil), ("a[٣]", nil),
        ("a.\u{301}", ["a", "\u{301}"]),
    ]

    @Test(arguments: paths)
    func isReadAsWritten(text: String, parts: [String]?) {
        #expect(PathText.parts(of: text) == parts)
    }

    /// Scalars that meet the scanner's own, join with their neighbours, or are no names.
    private static let scalars: [Unicode.Scalar] = [
        "a", "Z", "0", "9", "_", "-", ".", "[", "]", "'", "\"", "\\", "$", "{", "}", "?", " ",
        "\n", "\0", "é", "ß", "\u{301}", "\u{200D}", "\u{0D4E}", "\u{1161}", "\u{FE0F}",
        "\u{20E3}", "\u{1F468}", "\u{1F3FD}", "\u{202E}", "\u{E000}", "\u{10FFFF}", "٣", "Ⅷ",
    ]

    static func random(_ random: inout SplitMix) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...8, using: &random) {
            text.append(scalars[Int.random(in: 0..<scalars.count, using: &random)])
        }
        return String(text)
    }

    /// A path can be written whatever its names are, in templates and conditions too.
    @Test(arguments: 0..<20)
    func whatIsWrittenIsReadBack(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        for _ in 0..<200 {
            let names = (0..<Int.random(in: 0...4, using: &random)).map { _ in
                Self.random(&random)
            }
            let parts = ["body"] + names
            #expect(PathText.parts(of: PathText.text(of: parts)) == parts)
            let reference = Reference.stepReply(
                step: Self.random(&random), .body(names))
            #expect(Reference(reference.description) == reference)
            let template = try Template("a${\(reference)}b${\(reference)?}}")
            #expect(
                template.segments == [
                    .literal("a"), .reference(reference, optional: false), .literal("b"),
                    .reference(reference, optional: true), .literal("}"),
                ])
            let condition = try Condition("\(reference)<1")
            #expect(condition.expression == .less(.reference(reference), .literal(.integer(1))))
        }
    }

    @Test(arguments: 0..<20)
    func nothingCrashesOnRandomText(seed: UInt64) {
        var random = SplitMix(seed: seed)
        for _ in 0..<500 {
            let text = (0..<6).map { _ in Self.random(&random) }.joined()
            if let parts = PathText.parts(of: text) {
                #expect(PathText.parts(of: PathText.text(of: parts)) == parts)
            }
            if let reference = Reference(text) {
                #expect(Reference(reference.description) == reference)
            }
            _ = try? Template(text)
            _ = try? Condition(text)
        }
    }

    @Test(arguments: [
        ("input['a b']", Reference.input("a b")),
        ("reply.headers['X!y'].z", .reply(.header("x!y.z"))),
        ("reply.headers.X-Rate.Limit", .reply(.header("x-rate.limit"))),
        ("steps['a.b'].output['c d']", .stepOutput(step: "a.b", name: "c d")),
        ("before.body", .before(.body([]))), ("item", .item),
    ])
    func referencesAreReadBack(text: String, reference: Reference) {
        #expect(Reference(text) == reference)
        #expect(Reference(reference.description) == reference)
    }
}
