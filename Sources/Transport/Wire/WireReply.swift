package import NIOCore
package import NIOHTTP1

/// A complete reply.
package struct WireReply: Sendable {
    package var status: Int
    package var headers: HTTPHeaders {
        get { fields.headers }
        set { fields = ReplyFields(newValue) }
    }
    package var body: ByteBuffer
    var fields: ReplyFields

    package init(status: Int, headers: HTTPHeaders = [:], body: ByteBuffer = ByteBuffer()) {
        self.init(status: status, fields: ReplyFields(headers), body: body)
    }

    init(status: Int, fields: ReplyFields, body: ByteBuffer) {
        self.status = status
        self.fields = fields
        self.body = body
    }
}

/// The headers of a reply; most are never looked at, and so stay the bytes that they came as.
struct ReplyFields: Sendable {
    private enum Form: Sendable {
        case headers(HTTPHeaders)
        /// Lines that were checked, each with its end.
        case lines(ByteBuffer)
    }

    private let form: Form

    init(_ headers: HTTPHeaders) {
        form = .headers(headers)
    }

    /// - Parameter lines: as ``PlainReply`` found them.
    init(lines: ByteBuffer) {
        form = .lines(lines)
    }

    /// The headers, read anew each time.
    var headers: HTTPHeaders {
        switch form {
        case .headers(let headers): headers
        case .lines(let lines): Self.read(lines)
        }
    }

    private static func read(_ lines: ByteBuffer) -> HTTPHeaders {
        var headers = HTTPHeaders()
        for line in lines.readableBytesView.split(separator: UInt8(ascii: "\n")) {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
            let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }
            var value = line[line.index(after: colon)...].drop(while: isBlank)
            while let last = value.last, isBlank(last) { value = value.dropLast() }
            headers.add(
                name: String(decoding: line[..<colon], as: UTF8.self),
                value: String(decoding: value, as: UTF8.self))
        }
        return headers
    }
}
