import Testing

@testable import Steps

@Suite("Patterns of inputs")
struct PatternTests {
    @Test(
        "match a whole text",
        arguments: [
            ("", [""], ["a"]),
            ("abc", ["abc"], ["ab", "abcd", ""]),
            ("a|bc|", ["a", "bc", ""], ["b", "abc"]),
            ("^[A-Za-z0-9._-]{1,4}$", ["a", "a.b-", "____"], ["", "a b", "abcde", "ä"]),
            ("(ab)*c", ["c", "abc", "ababc"], ["ac", "ab"]),
            ("(?:a|b)+?", ["a", "abba"], ["", "c"]),
            ("a{2}", ["aa"], ["a", "aaa"]), ("a{2,}", ["aa", "aaaa"], ["a"]),
            ("a{0,2}", ["", "a", "aa"], ["aaa"]),
            ("(a|bc){1,3}c", ["ac", "bcc", "abcac"], ["c", "abc", "aaaac"]),
            ("(a{0,2}b){0,2}|c", ["", "b", "abaab", "c"], ["a", "aaab", "bbb", "bc"]),
            (#"\d+\.\w\s"#, ["12.a "], ["12xa ", "1.- "]), (#"\S\D"#, ["ab"], [" b", "a1"]),
            ("[^a-c]", ["d", "é"], ["a", "c", ""]), ("[]a]", ["]", "a"], ["b"]),
            ("[a-]", ["a", "-"], ["b"]), (".", ["x", "é"], ["\n", ""]),
            ("(a*)*b", ["b", "aab"], ["a"]), ("(a|a)*(|b)", ["", "aab"], ["ba"]),
        ] as [(String, [String], [String])])
    func matches(pattern: String, yes: [String], no: [String]) throws {
        let compiled = try Pattern(pattern)
        for text in yes { #expect(compiled.matches(text), "\(pattern) \(text)") }
        for text in no { #expect(!compiled.matches(text), "\(pattern) \(text)") }
    }

    @Test(
        "are refused where they make no sense",
        arguments: [
            "(", ")", "a)", "[", "[b-a]", "*", "a{", "a{2,1}", "a{1001}", "(?=a)", #"\1"#, #"\"#,
            #"\q"#, "a^b", "a$b", "((a{1000}){1000}){1000}", #"[\D]"#,
            String(repeating: "(", count: 200) + String(repeating: ")", count: 200),
        ])
    func refused(pattern: String) {
        #expect(throws: InputError.self) { try Pattern(pattern) }
    }

    @Test("take no time that explodes")
    func linear() throws {
        for pattern in ["(a+)+$", "(a|a)*", "(a*)*", "(a|aa)+"] {
            #expect(try !Pattern(pattern).matches(String(repeating: "a", count: 4_000) + "b"))
        }
    }
}
