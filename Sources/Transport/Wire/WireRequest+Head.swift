internal import NIOCore
internal import NIOHTTP1

extension WireRequest {
    /// What the connection says itself; a second opinion would let requests be taken apart
    /// differently at the other end.
    private static let reserved: Set<String> = [
        "host", "content-length", "connection", "transfer-encoding",
    ]

    /// The head as it is written.
    ///
    /// - Throws: ``TransportError/Code/invalidRequest`` if a part of it would end its line, or be
    ///   read as something else.
    func head(host: String) throws(TransportError) -> HTTPRequestHead {
        guard path.utf8.first == UInt8(ascii: "/"), path.utf8.allSatisfy({ 0x21...0x7e ~= $0 })
        else {
            throw invalid("the path has no leading slash, or characters that are not escaped")
        }
        guard method != .CONNECT, method.rawValue.isToken else {
            throw invalid("the method cannot be sent")
        }
        var all = HTTPHeaders()
        all.reserveCapacity(headers.count + 2)
        all.add(name: "Host", value: host)
        for (name, value) in headers {
            guard name.isToken, value.utf8.allSatisfy(\.isFieldByte) else {
                throw invalid("a header holds characters that headers cannot hold")
            }
            guard !Self.mayBeReserved(name) || !Self.reserved.contains(name.lowercased()) else {
                throw invalid("the header '\(name)' is set by the connection")
            }
            all.add(name: name, value: value)
        }
        if let body {
            all.add(name: "Content-Length", value: String(body.readableBytes))
        } else if method == .POST || method == .PUT || method == .PATCH {
            all.add(name: "Content-Length", value: "0")
        }
        return HTTPRequestHead(version: .http1_1, method: method, uri: path, headers: all)
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
