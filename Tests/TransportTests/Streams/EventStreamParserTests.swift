import Testing
import Transport

struct EventStreamParserTests {
    @Test(arguments: EventStreamExample.all)
    func whatArrivesAtOnce(example: EventStreamExample) throws {
        var parser = EventStreamParser()
        #expect(try parser.events(of: example.bytes) == example.events)
        expect(parser, toHaveRead: example)
    }

    @Test(arguments: EventStreamExample.all)
    func whatArrivesByteByByte(example: EventStreamExample) throws {
        var parser = EventStreamParser()
        let events = try example.bytes.flatMap { try parser.events(of: [$0]) }
        #expect(events == example.events)
        expect(parser, toHaveRead: example)
    }

    @Test(arguments: EventStreamExample.all)
    func whatArrivesInTwoPieces(example: EventStreamExample) throws {
        for cut in example.bytes.indices {
            var parser = EventStreamParser()
            var events = try parser.events(of: example.bytes[..<cut])
            events += try parser.events(of: example.bytes[cut...])
            #expect(events == example.events, "cut at \(cut)")
            expect(parser, toHaveRead: example)
        }
    }

    /// Wherever a stream breaks, the next one from the last id on gives the rest: nothing is lost
    /// and nothing comes twice.
    @Test func aStreamThatGoesOnElsewhere() throws {
        func stream(after id: Int) -> [UInt8] {
            let events = (id + 1..<5).map { "id: \($0)\nevent: e\ndata: \($0)\ndata\n\n" }
            return Array(("\u{FEFF}" + events.joined()).utf8)
        }
        let expected = (1..<5).map { ServerSentEvent(id: "\($0)", type: "e", data: "\($0)\n") }
        for cut in stream(after: 0).indices {
            var parser = EventStreamParser()
            var events = try parser.events(of: stream(after: 0)[..<cut])
            parser.beginStream()
            events += try parser.events(of: stream(after: Int(parser.lastEventID) ?? 0))
            #expect(events == expected, "cut at \(cut)")
        }
    }

    @Test func aParserThatIsToldWhereToGoOn() throws {
        var parser = EventStreamParser(lastEventID: "41")
        #expect(parser.lastEventID == "41")
        let carriedOver = ServerSentEvent(id: "41", data: "a", namesID: false)
        #expect(try parser.events(of: "data: a\n\n".utf8) == [carriedOver])
        parser.beginStream()
        #expect(try parser.events(of: "id\n\n".utf8) == [])
        #expect(parser.lastEventID == "")
    }

    /// Each stream is within the limits of 8 bytes a line and 12 an event, or just exceeds one.
    @Test(arguments: [
        ("data:678\ndata:678\n\n", 1, true), ("data:6789\n\n", 0, false),
        ("data:678\n\ndata:678\ndata:678\n\n", 2, true),
        ("data:678\n\ndata:678\ndata:678\ndata:678\ndata\n\n", 1, false),
        ("data: a\n\n:2345678\n:23456789", 1, false),
        ("data: a\n\nunknown\nunknown: a field", 1, false), ("id: 4567\ndata\n\n", 1, true),
    ])
    func limits(stream: String, delivered: Int, isAccepted: Bool) {
        var limits = EventStreamLimits()
        limits.lineLength = 8
        limits.eventSize = 12
        var parser = EventStreamParser(limits: limits)
        var events: [ServerSentEvent] = []
        do {
            try parser.feed(stream.utf8) { events.append($0) }
            #expect(isAccepted)
        } catch {
            #expect(!isAccepted && error.code == .replyTooLarge)
        }
        #expect(events.count == delivered)
    }

    private func expect(_ parser: EventStreamParser, toHaveRead example: EventStreamExample) {
        #expect(parser.lastEventID == example.lastEventID)
        #expect(parser.reconnectionTime == example.reconnectionTime)
    }
}

extension EventStreamParser {
    fileprivate mutating func events(of bytes: some Sequence<UInt8>) throws -> [ServerSentEvent] {
        var events: [ServerSentEvent] = []
        try feed(bytes) { events.append($0) }
        return events
    }
}
