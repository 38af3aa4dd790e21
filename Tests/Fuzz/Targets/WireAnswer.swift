internal import NIOCore
internal import NIOEmbedded
internal import NIOHTTP1
internal import Transport

/// What a pool makes of the bytes that come over its connection.
struct WireAnswer {
    enum Asked {
        case reply
        case headAlone
        case stream

        init(_ byte: UInt8) {
            self =
                switch byte % 3 {
                case 0: .reply
                case 1: .headAlone
                default: .stream
                }
        }
    }

    private(set) var status: Int?
    private(set) var headers = HTTPHeaders()
    private(set) var body: [UInt8] = []
    private(set) var code: TransportError.Code?
    private(set) var ends = 0

    static let limits: WireLimits = {
        var limits = WireLimits()
        limits.connections = 1
        limits.maximumHead = 300
        limits.maximumHeaderCount = 6
        limits.maximumBody = 400
        return limits
    }()

    /// Asks, and lets the bytes come and the connection end.
    ///
    /// - Throws: ``FuzzFinding`` if the request ends not once, or later ones are not served.
    init(to asked: Asked, of pieces: [[UInt8]]) throws(FuzzFinding) {
        let endpoint = EmbeddedEndpoint(limits: Self.limits)
        let box = Box()
        switch asked {
        case .stream: Self.stream(from: endpoint, into: box)
        case .reply: Self.send(.GET, to: endpoint, into: box)
        case .headAlone: Self.send(.HEAD, to: endpoint, into: box)
        }
        endpoint.run()
        for piece in pieces { endpoint.deliver(piece) }
        endpoint.disconnect()
        self = box.answer
        try expect(ends == 1, "a request ends once, not \(ends) times")
        try expect(
            code != nil || status.map { (200...599).contains($0) } == true,
            "a reply has a status that means something")
        try expect(
            asked == .stream || body.count <= Self.limits.maximumBody,
            "a body is not larger than its limit")
        try expect(asked != .headAlone || body.isEmpty, "a reply to HEAD has no body")
        try expect(endpoint.pool.inFlight == 0, "nothing is under way after the end")
        try Self.serves(endpoint)
    }

    /// Whether both are answers to the same bytes.
    func agrees(with other: WireAnswer) -> Bool {
        guard code == nil, other.code == nil else {
            // Of a stream that breaks, what nobody had asked for yet is lost: any part of it.
            return isSameFailure(as: other)
                && (body.starts(with: other.body) || other.body.starts(with: body))
        }
        return (status, body) == (other.status, other.body) && headers == other.headers
    }

    /// Of what is both malformed and too large, either is said, as pieces show the one or the other
    /// first.
    private func isSameFailure(as other: WireAnswer) -> Bool {
        guard let code, let otherCode = other.code else { return false }
        let refusals: Set<TransportError.Code> = [.malformedReply, .replyTooLarge]
        return code == otherCode || (refusals.contains(code) && refusals.contains(otherCode))
    }

    private final class Box {
        var answer = WireAnswer()
    }

    private init() {}

    private static func send(_ method: HTTPMethod, to endpoint: EmbeddedEndpoint, into box: Box) {
        _ = endpoint.pool.send(WireRequest(method: method, path: "/"), deadline: .distantFuture) {
            box.answer.ends += 1
            switch $0 {
            case .success(let reply):
                box.answer.status = reply.status
                box.answer.headers = reply.headers
                box.answer.body = Array(reply.body.readableBytesView)
            case .failure(let error):
                box.answer.code = error.code
            }
        }
    }

    private static func stream(from endpoint: EmbeddedEndpoint, into box: Box) {
        let request = WireRequest(method: .GET, path: "/")
        var id: ExchangeID?
        id = endpoint.pool.stream(
            request, idleTimeout: .seconds(1_000_000),
            handler: WireStreamHandler(
                onHead: { status, headers in
                    box.answer.status = status
                    box.answer.headers = headers
                },
                onBytes: { [pool = endpoint.pool] bytes in
                    box.answer.body += bytes.readableBytesView
                    if let id { pool.loop.execute { pool.readMore(id) } }
                },
                onEnd: { error in
                    box.answer.ends += 1
                    box.answer.code = error?.code
                }))
    }

    /// Whatever came before, the next request is served.
    private static func serves(_ endpoint: EmbeddedEndpoint) throws(FuzzFinding) {
        let box = Box()
        send(.GET, to: endpoint, into: box)
        endpoint.run()
        endpoint.deliver(Array("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".utf8))
        try expect(
            box.answer.status == 200 && box.answer.body == Array("ok".utf8),
            "the next request is served: \(box.answer)")
        endpoint.shutdown()
    }
}
