internal import Transport

extension FuzzTarget {
    /// Streams of server-sent events: the first four bytes say how they are cut.
    static let events = FuzzTarget("events", longest: 2_048, stretchedTo: 1 << 18) {
        bytes throws(FuzzFinding) in
        let stream = Array(bytes.dropFirst(4))
        let whole = Events(Pieces(of: max(1, stream.count)), of: stream)
        try expect(Events(Pieces(of: 1), of: stream) == whole, "single bytes give the same events")
        try expect(
            Events(Pieces(from: bytes.prefix(4)), of: stream) == whole,
            "pieces give the same events")
        try expect(
            whole.events.allSatisfy { $0.data.utf8.count <= 3 * limits.eventSize },
            "an event is no larger than its limit")
        // What an event holds can be written as a stream of its own.
        for event in whole.events.prefix(20) { try isReadAsWritten(event) }
    }

    private static let limits: EventStreamLimits = {
        var limits = EventStreamLimits()
        (limits.lineLength, limits.eventSize) = (300, 500)
        return limits
    }()

    /// What a stream gives, up to its end or to what is too large.
    private struct Events: Equatable {
        var events: [ServerSentEvent] = []
        var code: TransportError.Code?
        let lastEventID: String
        let reconnectionTime: Duration?

        init(_ pieces: Pieces, of stream: [UInt8]) {
            var parser = EventStreamParser(limits: FuzzTarget.limits)
            var events: [ServerSentEvent] = []
            do throws(TransportError) {
                for piece in pieces.cut(stream) {
                    try parser.feed(piece) { events.append($0) }
                }
            } catch {
                code = error.code
            }
            self.events = events
            lastEventID = parser.lastEventID
            reconnectionTime = parser.reconnectionTime
        }
    }

    private static func isReadAsWritten(_ event: ServerSentEvent) throws(FuzzFinding) {
        var stream = "event: \(event.type)\nid: \(event.id)\n"
        for line in event.data.split(separator: "\n" as Character, omittingEmptySubsequences: false)
        {
            stream += "data: \(line)\n"
        }
        // Bytes that are no UTF-8 become longer when they are replaced.
        guard stream.utf8.count < limits.lineLength else { return }
        let read = Events(Pieces(of: 9), of: Array("\(stream)\n".utf8)).events
        try expect(
            read.count == 1 && read[0].data == event.data && read[0].id == event.id
                && read[0].type == (event.type.isEmpty ? "message" : event.type),
            "an event is read as written: \(event)")
    }
}
