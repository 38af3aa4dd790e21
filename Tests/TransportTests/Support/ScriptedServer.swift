import NIOCore
import NIOHTTP1

/// An HTTP server on loopback that answers what a closure says.
final class ScriptedServer: Sendable {
    typealias Script = @Sendable (ScriptedRequest) async -> ScriptedReply

    private typealias Part = HTTPPart<HTTPResponseHead, ByteBuffer>
    private typealias Connection = NIOAsyncChannel<HTTPServerRequestPart, Part>
    private typealias Writer = NIOAsyncChannelOutboundWriter<Part>

    /// How many requests there have been for each path.
    let requests: Watched<[String: Int]>
    private let listener: LoopbackListener

    /// Starts on a free port.
    init(_ script: @escaping Script) async throws {
        let requests = Watched<[String: Int]>([:])
        self.requests = requests
        listener = try await LoopbackListener { channel in
            try channel.pipeline.syncOperations.configureHTTPServerPipeline()
            try channel.pipeline.syncOperations.addHandler(ByteBufferParts<HTTPResponseHead>())
            let connection = try Connection(wrappingChannelSynchronously: channel)
            return { try? await Self.serve(connection, requests, script) }
        }
    }

    var port: Int { listener.port }
    var url: String { "http://127.0.0.1:\(port)" }

    /// How many connections were accepted so far.
    var connections: Watched<Int> { listener.accepted }

    /// Is gone from now on, with its port and its connections.
    func stop() async {
        await listener.close()
    }

    /// Is back, on the same port.
    func restart() async throws {
        try await listener.open()
    }

    /// Ends the connections that there are.
    func killConnections() async {
        await listener.closeConnections()
    }

    // MARK: Connections

    private static func serve(
        _ connection: Connection, _ requests: Watched<[String: Int]>, _ script: Script
    ) async throws {
        try await connection.executeThenClose { inbound, outbound in
            var head: HTTPRequestHead?
            var body = ByteBuffer()
            for try await part in inbound {
                switch part {
                case .head(let next):
                    head = next
                    body.clear()
                case .body(let bytes):
                    body.writeImmutableBuffer(bytes)
                case .end:
                    guard let head else { continue }
                    let number = requests.change { counts in
                        counts[head.uri, default: 0] += 1
                        return counts[head.uri, default: 0]
                    }
                    let reply = await script(
                        ScriptedRequest(
                            method: head.method, path: head.uri, headers: head.headers,
                            body: body, number: number))
                    guard try await send(reply, to: head, outbound) else { return }
                }
            }
        }
    }

    /// - Returns: whether the connection is to be kept.
    private static func send(
        _ reply: ScriptedReply, to request: HTTPRequestHead, _ outbound: Writer
    ) async throws -> Bool {
        if reply.delay > .zero { try await Task.sleep(for: reply.delay) }
        if reply.connection == .breaksUnanswered { return false }
        var headers = reply.headers
        if reply.connection == .closes { headers.replaceOrAdd(name: "connection", value: "close") }
        if case .bytes(let bytes) = reply.body, !headers.contains(name: "content-length") {
            headers.add(name: "content-length", value: "\(bytes.readableBytes)")
        }
        let status = HTTPResponseStatus(statusCode: reply.status)
        try await outbound.write(
            .head(HTTPResponseHead(version: .http1_1, status: status, headers: headers)))
        switch reply.body {
        case .bytes(let bytes): try await outbound.write(.body(bytes))
        case .stream(let write): try await write { try await outbound.write(.body($0)) }
        }
        try await outbound.write(.end(nil))
        return reply.connection == .staysOpen && request.isKeepAlive
    }
}
