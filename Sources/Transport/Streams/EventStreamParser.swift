/// Turns the bytes of event streams into events.
///
/// A plain value that follows the WHATWG specification. It is fed with whatever pieces arrive, and
/// delivers an event as soon as the blank line is complete that ends it. An event that its stream
/// leaves unfinished never was: neither its data nor its id count.
package struct EventStreamParser: Sendable {
    /// The id of the last event that was delivered, to be sent as `Last-Event-ID`.
    ///
    /// Empty if the streams have named none.
    package private(set) var lastEventID: String
    /// How long to wait before connecting again, if a stream has said so.
    package private(set) var reconnectionTime: Duration?

    let limits: EventStreamLimits
    private var block: Block
    /// The bytes of the line that is not complete yet.
    private var line: [UInt8] = []
    private var isFirstLine = true
    /// Whether a carriage return ended the last line: a line feed belongs to it then.
    private var skipsLineFeed = false

    /// The fields since the last blank line.
    private struct Block {
        var type = ""
        var data: [UInt8]?
        var retry: Duration?
        /// Named by this block or carried over from an earlier one.
        var id: String
        var namesID = false
    }

    /// Creates a parser that goes on after an event.
    package init(lastEventID: String = "", limits: EventStreamLimits = .init()) {
        self.lastEventID = lastEventID
        self.limits = limits
        block = Block(id: lastEventID)
    }

    /// Starts over with a new stream: what the old one left unfinished is dropped.
    package mutating func beginStream() {
        block = Block(id: lastEventID)
        line.removeAll()
        isFirstLine = true
        skipsLineFeed = false
    }

    /// Takes bytes in and hands on the events that they complete.
    ///
    /// - Parameters:
    ///   - bytes: the next bytes of the stream.
    ///   - deliver: called with each event; ``lastEventID`` is the event's own by then.
    /// - Throws: `replyTooLarge` once a line or an event exceeds its limit. The events before it
    ///   have been delivered; the stream is to be given up.
    package mutating func feed(
        _ bytes: some Sequence<UInt8>, deliver: (ServerSentEvent) -> Void
    ) throws(TransportError) {
        for byte in bytes {
            let follows = skipsLineFeed
            skipsLineFeed = false
            switch byte {
            case Character.lineFeed where follows:
                break
            case Character.lineFeed, Character.carriageReturn:
                skipsLineFeed = byte == Character.carriageReturn
                try endLine(deliver)
            default:
                guard line.count < limits.lineLength else {
                    throw Self.tooLarge("line", limits.lineLength)
                }
                line.append(byte)
            }
        }
    }

    // MARK: Lines

    private mutating func endLine(
        _ deliver: (ServerSentEvent) -> Void
    ) throws(TransportError) {
        defer { line.removeAll(keepingCapacity: true) }
        var content = line[...]
        if isFirstLine, content.starts(with: Self.byteOrderMark) { content.removeFirst(3) }
        isFirstLine = false
        guard !content.isEmpty else { return endBlock(deliver) }
        let name = content.prefix { $0 != Character.colon }
        var value = content.dropFirst(name.count + 1)
        if value.first == Character.space { value.removeFirst() }
        try take(String(decoding: name, as: UTF8.self), value)
    }

    /// A comment is a field without a name, and ignored like any that is not known.
    private mutating func take(
        _ name: String, _ value: ArraySlice<UInt8>
    ) throws(TransportError) {
        switch name {
        case "data":
            var data = block.data ?? []
            block.data = nil
            guard data.count + value.count < limits.eventSize else {
                throw Self.tooLarge("event", limits.eventSize)
            }
            data += value
            data.append(Character.lineFeed)
            block.data = data
        case "event":
            block.type = String(decoding: value, as: UTF8.self)
        case "id" where !value.contains(0):
            block.id = String(decoding: value, as: UTF8.self)
            block.namesID = true
        case "retry":
            guard let retry = Self.milliseconds(value) else { return }
            block.retry = retry
            reconnectionTime = retry
        default:
            break
        }
    }

    private mutating func endBlock(_ deliver: (ServerSentEvent) -> Void) {
        let ended = block
        block = Block(id: ended.id)
        lastEventID = ended.id
        guard let data = ended.data else { return }
        deliver(
            ServerSentEvent(
                id: ended.id, type: ended.type.isEmpty ? "message" : ended.type,
                data: String(decoding: data.dropLast(), as: UTF8.self), retry: ended.retry,
                namesID: ended.namesID))
    }

    // MARK: Values

    private enum Character {
        static let lineFeed = UInt8(ascii: "\n")
        static let carriageReturn = UInt8(ascii: "\r")
        static let colon = UInt8(ascii: ":")
        static let space = UInt8(ascii: " ")
        static let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    }

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// Digits alone make a time; one that is out of all bounds says nothing.
    private static func milliseconds(_ value: ArraySlice<UInt8>) -> Duration? {
        guard !value.isEmpty, value.allSatisfy(Character.digits.contains) else { return nil }
        return Int64(String(decoding: value, as: UTF8.self)).map { .milliseconds($0) }
    }

    private static func tooLarge(_ what: String, _ limit: Int) -> TransportError {
        TransportError(
            .replyTooLarge, "A \(what) of the event stream has more than \(limit) bytes",
            effect: .possible)
    }
}
