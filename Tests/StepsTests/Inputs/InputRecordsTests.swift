import Testing

@testable import Steps

/// Records in, errors out, however the bytes are cut into chunks.
struct InputRecordsTests {
    /// Hands out the bytes in pieces of one size.
    static func chunks(_ bytes: [UInt8], of size: Int) -> () throws(InputError) -> [UInt8]? {
        var rest = bytes[...]
        return { () throws(InputError) -> [UInt8]? in
            guard !rest.isEmpty else { return nil }
            defer { rest = rest.dropFirst(size) }
            return Array(rest.prefix(size))
        }
    }

    /// The records as texts such as `2:a=1,b=2`, the last perhaps an error.
    static func texts(_ records: some InputRecords) -> [String] {
        var records = records
        var texts: [String] = []
        do throws(InputError) {
            while let record = try records.next() {
                texts.append("\(record.line ?? 0):\(submissionKey(of: record.given))")
            }
        } catch {
            texts.append(error.description)
            // After an error there is nothing more.
            if (try? records.next()) != nil { texts.append("went on") }
        }
        return texts
    }

    static let long = String(repeating: "x", count: 65 << 10)

    @Test(
        arguments: [
            ("a,b\n1,2\n", ["2:a=1,b=2"]),
            ("a,b\r\n1,2\r\n\r\n3,4", ["2:a=1,b=2", "4:a=3,b=4"]),
            ("\u{FEFF}a\n1\n", ["2:a=1"]),
            ("a\n", []),
            ("a,b\n1,\n,\"\"\n", ["2:a=1", "3:b="]),
            ("a,b\n\"x\ny\",2\n3,4\n", ["2:a=x\ny,b=2", "4:a=3,b=4"]),
            ("a\n\"1\"\"2\"\n", ["2:a=1\"2"]),
            ("\"a\"\né\n", ["2:a=é"]),
            ("a\n 1 \n", ["2:a= 1 "]),
            ("a,b\n1,2\n3\n", ["2:a=1,b=2", "line 3: has 1 fields where the first line names 2"]),
            ("a\n1,2\n", ["line 2: has 2 fields where the first line names 1"]),
            (
                "a,b\n\"x\n\ny\",1\n2\n",
                ["2:a=x\n\ny,b=1", "line 5: has 1 fields where the first line names 2"]
            ),
            ("a\n\"1\n", ["line 2: a quote is never closed"]),
            (
                "a\n1\"2\n",
                [
                    "line 2: a quote stands inside a field; quote the whole field and double the quote"
                ]
            ),
            ("a\n\"1\"2\n", ["line 2: text follows a closing quote"]),
            ("a\n1\r2\n", ["line 2: a carriage return stands without a line feed"]),
            ("a\nx\0y\n", ["line 2: has a NUL character"]),
            ("", ["line 1: is empty; the first line names the inputs"]),
            ("a,a\n1,2\n", ["line 1: 'a' is named more than once"]),
            ("a,,b\n", ["line 1: '' is no input name"]),
            ("a b\n", ["line 1: 'a b' is no input name"]),
            (LongText("a\n\(long)\n"), ["line 2: is longer than 64 KiB"]),
            (LongText("a\n\"\(long)\n"), ["line 2: is longer than 64 KiB"]),
        ] as [(LongText, [String])])
    func commaSeparatedValues(given: LongText, expected: [String]) {
        for size in [1, 2, 3, 7, 1 << 20] {
            let reader = CSVReader(Self.chunks(Array(given.text.utf8), of: size))
            #expect(Self.texts(reader) == expected)
        }
    }

    @Test(
        arguments: [
            (#"{"a":"1","b":2}"#, ["1:a=1,b=2"]),
            ("\u{FEFF}{ \"a\" : true }\r\n\n \t\n{\"a\":-2.5e0}\n", ["1:a=true", "4:a=-2.5"]),
            (#"{}"#, ["1:"]),
            (#"{"a":"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00"}"#, ["1:a=\"\\\\/\u{8}\u{c}\n\r\té😀"]),
            (#"{"a":9007199254740992}"#, ["1:a=9007199254740992"]),
            (#"{"a":9007199254740993}"#, ["line 1: the number '9007199254740993' is beyond 2^53"]),
            (#"{"a":1e300}"#, ["line 1: the number '1e300' is beyond 2^53"]),
            (#"{"a":1,"a":2}"#, ["line 1: 'a' is given more than once"]),
            (#"{"a":1,"\u0061":2}"#, ["line 1: 'a' is given more than once"]),
            (#"{"a":null}"#, ["line 1: 'a' is null; leave it out instead"]),
            (#"{"a":[1]}"#, ["line 1: 'a': a list has texts in quotes"]),
            (
                #"{"a":{}}"#,
                ["line 1: 'a': inputs are texts, numbers, true or false, or lists of texts"]
            ),
            (#"{"a":NaN}"#, ["line 1: expected a value at 'NaN}'"]),
            (#"{"a":01}"#, ["line 1: expected a value at '01}'"]),
            (#"{"a":+1}"#, ["line 1: expected a value at '+1}'"]),
            (#"{"a":}"#, ["line 1: expected a value at '}'"]),
            (#"{"a":1,}"#, ["line 1: expected a name in quotes at '}'"]),
            (#"{"a" 1}"#, ["line 1: expected ':' at '1}'"]),
            (#"{"a":1 "b":2}"#, ["line 1: expected ',' or '}' at '\"b\":2}'"]),
            (#"{"a":1"#, ["line 1: expected ',' or '}' but the line ends"]),
            (#"{"a":1} x"#, ["line 1: expected the end of the line at 'x'"]),
            (#"{"a":"x"#, ["line 1: a quote is never closed"]),
            (#"{"a":"\x"}"#, ["line 1: a backslash starts no known escape"]),
            (#"{"a":"\ud83d"}"#, ["line 1: \\u stands for no character; half of a pair, perhaps"]),
            (
                #"{"a":"\ude00\ud83d"}"#,
                ["line 1: \\u stands for no character; half of a pair, perhaps"]
            ),
            (
                "{\"a\":\"\t\"}",
                ["line 1: a control character stands in a text; write it as \\u00XX"]
            ),
            (
                "{\"a\":1}\n[1]\n{}",
                ["1:a=1", "line 2: expected an object, such as {\"groupId\": \"5\"}, at '[1]'"]
            ),
            (LongText("{\"a\":\"\(long)\"}"), ["line 1: is longer than 64 KiB"]),
            ("", []),
        ] as [(LongText, [String])])
    func linesOfJSON(given: LongText, expected: [String]) {
        for size in [1, 3, 1 << 20] {
            let reader = JSONLReader(Self.chunks(Array(given.text.utf8), of: size))
            #expect(Self.texts(reader) == expected)
        }
    }

    @Test func bytesAreUTF8() {
        let bytes = Array("{\"a\":\"".utf8) + [0xFF] + Array("\"}".utf8)
        #expect(Self.texts(JSONLReader(Self.chunks(bytes, of: 4))) == ["line 1: is not UTF-8"])
        let row = Array("a\n".utf8) + [0xC3, 0x28, 0x0A]
        #expect(Self.texts(CSVReader(Self.chunks(row, of: 4))) == ["line 2: is not UTF-8"])
    }

    @Test func aFailedReadIsPassedOn() {
        let reader = CSVReader { () throws(InputError) -> [UInt8]? in
            throw InputError("cannot be read")
        }
        #expect(Self.texts(reader) == ["cannot be read"])
    }

    @Test(arguments: [
        ("groupId=0..2", ["0:groupId=0", "0:groupId=1", "0:groupId=2"]),
        ("a=098..100", ["0:a=098", "0:a=099", "0:a=100"]),
        ("a=5..5", ["0:a=5"]),
    ])
    func ranges(text: String, expected: [String]) throws {
        let range = try RangeInput(text)
        #expect(range.count == expected.count)
        #expect(Self.texts(range) == expected)
    }

    @Test(arguments: [
        ("", "is no range"), ("a", "is no range"), ("a=", "is no range"), ("a=1", "is no range"),
        ("a=1..", "is no range"), ("a=1..2..3", "is no range"), ("a=-1..2", "is no range"),
        ("a b=1..2", "is no range"), ("=1..2", "is no range"), ("a=x..y", "is no range"),
        ("a=0..9999999999999999999", "is no range"), ("a=2..1", "runs backwards"),
        ("a=0..10000000", "has more than 10000000 numbers"), ("a=00..100", "the same length"),
    ])
    func wrongRangesAreRefused(text: String, message: String) {
        let error = #expect(throws: InputError.self) { try RangeInput(text) }
        #expect(error?.message.contains(message) == true)
    }
}
