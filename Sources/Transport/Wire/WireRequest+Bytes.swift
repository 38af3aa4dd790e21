internal import NIOCore
internal import NIOHTTP1

extension WireRequest {
    /// What the connection says itself; a second opinion would let requests be taken apart
    /// differently at the other end.
    private static let reserved: Set<String> = [
        "host", "content-length", "connection", "transfer-encoding",
    ]

    private static let keyName = "Idempotency-Key"

    /// The request as it is written, body included: in one buffer, so that it takes one write.
    ///
    /// - Throws: ``TransportError/Code/invalidRequest`` if a part of it would end its line, or be
    ///   read as something else.
    func encoded(host: String) throws(TransportError) -> ByteBuffer {
        guard path.utf8.first == UInt8(ascii: "/"), path.utf8.allSatisfy({ 0x21...0x7e ~= $0 })
        else {
            throw invalid("the path has no leading slash, or characters that are not escaped")
        }
        guard method != .CONNECT, method.rawValue.isToken else {
            throw invalid("the method cannot be sent")
        }
        let size = body?.readableBytes ?? 0
        var buffer = ByteBufferAllocator().buffer(capacity: 512 + size)
        buffer.writeString(method.rawValue)
        buffer.writeStaticString(" ")
        buffer.writeString(path)
        buffer.writeStaticString(" HTTP/1.1\r\nHost: ")
        buffer.writeString(host)
        buffer.writeStaticString("\r\n")
        for (name, value) in headers where !isReplaced(name) {
            try write(name, value, to: &buffer)
        }
        for (name, value) in defaults where !headers.contains(name: name) && !isReplaced(name) {
            try write(name, value, to: &buffer)
        }
        if let idempotencyKey { try write(Self.keyName, idempotencyKey, to: &buffer) }
        if body != nil || method == .POST || method == .PUT || method == .PATCH {
            buffer.writeStaticString("Content-Length: ")
            buffer.writeString(String(size))
            buffer.writeStaticString("\r\n")
        }
        buffer.writeStaticString("\r\n")
        if let body { buffer.writeImmutableBuffer(body) }
        return buffer
    }

    /// Whether a header gives way to the request's own key.
    private func isReplaced(_ name: String) -> Bool {
        idempotencyKey != nil && name.utf8.count == Self.keyName.utf8.count
            && name.lowercased() == Self.keyName.lowercased()
    }

    private func write(
        _ name: String, _ value: String, to buffer: inout ByteBuffer
    ) throws(TransportError) {
        guard name.isToken, value.utf8.allSatisfy(\.isFieldByte) else {
            throw invalid("a header holds characters that headers cannot hold")
        }
        guard !Self.mayBeReserved(name) || !Self.reserved.contains(name.lowercased()) else {
            throw invalid("the header '\(name)' is set by the connection")
        }
        buffer.writeString(name)
        buffer.writeStaticString(": ")
        buffer.writeString(value)
        buffer.writeStaticString("\r\n")
    }

    private func invalid(_ words: String) -> TransportError {
        TransportError(.invalidRequest, words)
    }

    /// Spares nearly all headers the cost of small letters.
    private static func mayBeReserved(_ name: String) -> Bool {
        switch name.utf8.count {
        case 4, 10, 14, 17: true
        default: false
        }
    }
}

extension String {
    /// Whether it is a token of RFC 9110, section 5.6.2.
    fileprivate var isToken: Bool {
        !isEmpty && utf8.allSatisfy(\.isTokenByte)
    }
}

extension UInt8 {
    fileprivate var isTokenByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"),
            UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "_"),
            UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default: false
        }
    }

    /// Whether it may be in the value of a header: no control character but the tabulator.
    fileprivate var isFieldByte: Bool {
        self == UInt8(ascii: "\t") || (self >= 0x20 && self != 0x7f)
    }
}
