import Testing
import Transport

/// An event stream and the events that it holds.
struct EventStreamExample: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]
    let events: [ServerSentEvent]
    /// What is to be sent as `Last-Event-ID` afterwards.
    let lastEventID: String
    let reconnectionTime: Duration?

    init(
        _ description: String, _ stream: String, _ events: [ServerSentEvent],
        lastEventID: String = "", reconnectionTime: Duration? = nil
    ) {
        self.init(
            description, Array(stream.utf8), events, lastEventID: lastEventID,
            reconnectionTime: reconnectionTime)
    }

    init(
        _ description: String, _ bytes: [UInt8], _ events: [ServerSentEvent],
        lastEventID: String = "", reconnectionTime: Duration? = nil
    ) {
        testDescription = description
        self.bytes = bytes
        self.events = events
        self.lastEventID = lastEventID
        self.reconnectionTime = reconnectionTime
    }
}

extension EventStreamExample {
    static let all = specification + lines + fields + identifiers + retries

    /// The examples of the specification.
    private static let specification = [
        EventStreamExample(
            "two lines of data", "data: YHOO\ndata: +2\ndata: 10\n\n",
            [.init(data: "YHOO\n+2\n10")]),
        EventStreamExample(
            "a comment, ids, and a third event with a space in front",
            ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\n"
                + "data:  third event\n\n",
            [
                .init(id: "1", data: "first event"), .init(data: "second event", namesID: true),
                .init(data: " third event"),
            ]),
        EventStreamExample(
            "empty data, and a block that is not ended", "data\n\ndata\ndata\n\ndata:",
            [.init(data: ""), .init(data: "\n")]),
        EventStreamExample(
            "a space after the colon is no part of the value", "data:test\n\ndata: test\n\n",
            [.init(data: "test"), .init(data: "test")]),
    ]

    private static let lines = [
        EventStreamExample("nothing", "", []),
        EventStreamExample("blank lines", "\n\r\r\n\n\r", []),
        EventStreamExample("CR", "data: a\rdata: b\r\r", [.init(data: "a\nb")]),
        EventStreamExample("CRLF", "data: a\r\ndata: b\r\n\r\n", [.init(data: "a\nb")]),
        EventStreamExample(
            "a mixture: LF CR ends two lines, CR LF one", "data: a\n\rdata: b\r\n\rdata: c\r\r\n",
            [.init(data: "a"), .init(data: "b"), .init(data: "c")]),
        EventStreamExample(
            "a byte order mark, once", "\u{FEFF}data: a\n\n\u{FEFF}data: b\n\n",
            [.init(data: "a")]),
        EventStreamExample(
            "a byte order mark before a blank line", "\u{FEFF}\ndata: a\n\n", [.init(data: "a")]),
        EventStreamExample(
            "a part of a byte order mark is none", [0xEF, 0xBB] + Array("data: a\n\n".utf8), []),
        EventStreamExample(
            "text that is not ASCII", "data: grüße 👋\n\n", [.init(data: "grüße 👋")]),
        EventStreamExample(
            "bytes that are no UTF-8", Array("data: a".utf8) + [0xFF, 0xC3, 0x0A, 0x0A],
            [.init(data: "a\u{FFFD}\u{FFFD}")]),
    ]

    private static let fields = [
        EventStreamExample(
            "types last for one event", "event: add\ndata: 1\n\ndata: 2\n\n",
            [.init(type: "add", data: "1"), .init(data: "2")]),
        EventStreamExample(
            "a type without data is forgotten", "event: add\n\ndata: 1\n\n", [.init(data: "1")]),
        EventStreamExample(
            "an empty type is none", "event: add\nevent:\ndata: 1\n\n", [.init(data: "1")]),
        EventStreamExample(
            "what is not known, and names that are nearly known",
            "colour: red\nData: 1\n data: 2\ndata : 3\ndata: 4\n\n", [.init(data: "4")]),
        EventStreamExample(
            "comments between, and colons within", ":\ndata: a:b: c\n: data: d\n\n",
            [.init(data: "a:b: c")]),
    ]

    private static let identifiers = [
        EventStreamExample(
            "ids last until the next", "id: 1\ndata: a\n\ndata: b\n\nid: 2\ndata: c\n\n",
            [
                .init(id: "1", data: "a"), .init(id: "1", data: "b", namesID: false),
                .init(id: "2", data: "c"),
            ],
            lastEventID: "2"),
        EventStreamExample(
            "an id without data counts", "id: 7\n\n", [], lastEventID: "7"),
        EventStreamExample(
            "an id of a block that is not ended does not", "id: 1\ndata: a\n\nid: 2\ndata: b\n",
            [.init(id: "1", data: "a")], lastEventID: "1"),
        EventStreamExample(
            "an id with a NUL is ignored", "id: 1\nid: 2\u{0}\ndata: a\n\n",
            [.init(id: "1", data: "a")], lastEventID: "1"),
    ]

    private static let retries = [
        EventStreamExample(
            "a time to wait", "retry: 2500\ndata: a\n\ndata: b\n\n",
            [.init(data: "a", retry: .milliseconds(2500)), .init(data: "b")],
            reconnectionTime: .milliseconds(2500)),
        EventStreamExample(
            "a time without data counts", "retry: 0010\n", [],
            reconnectionTime: .milliseconds(10)),
        EventStreamExample(
            "what is no time",
            "retry: 5\nretry: -1\nretry: 1s\nretry:  1\nretry\nretry: ٣\n"
                + "retry: 99999999999999999999\ndata: a\n\n",
            [.init(data: "a", retry: .milliseconds(5))], reconnectionTime: .milliseconds(5)),
    ]
}
