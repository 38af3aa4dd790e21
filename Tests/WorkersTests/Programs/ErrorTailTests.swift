import Testing

@testable import Workers

@Suite struct ErrorTailTests {
    @Test(arguments: [
        ("", ""), ("one\ntwo\n", "one\ntwo\n"), ("\u{1B}[1mbold\u{7}\r\n\t", " [1mbold  \n "),
        ("\u{202E}turned\u{2028}", " turned "), ("größer 🙂", "größer 🙂"),
    ])
    func onlyWhatCanBeShownIsKept(written: String, text: String) {
        var tail = ErrorTail()
        tail.add(Array(written.utf8)[...])
        #expect(tail.text == text)
    }

    @Test(arguments: [1, 7, 4096, 4097, 65_536])
    func theEndIsKeptHoweverItComes(chunk: Int) {
        let bytes = Array(String(repeating: "ä€x", count: 3000).utf8)
        var tail = ErrorTail()
        for start in stride(from: 0, to: bytes.count, by: chunk) {
            tail.add(bytes[start..<min(start + chunk, bytes.count)])
        }
        let text = tail.text
        #expect(text.utf8.count > ErrorTail.limit - 4 && text.utf8.count <= ErrorTail.limit)
        #expect(!text.unicodeScalars.contains("\u{FFFD}"))
        #expect(text.hasSuffix("ä€x"))
    }
}
