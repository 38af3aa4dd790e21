import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import TestProcesses

/// One request on a connection of its own, made without what is tested.
enum Exchange {
    /// What came back.
    struct Answer: Equatable, Sendable {
        let status: Int
        let headers: HTTPHeaders
        let body: String
    }

    /// The connection ended before the reply was complete.
    struct Incomplete: Error {}

    private typealias Part = HTTPPart<HTTPRequestHead, ByteBuffer>
    private typealias Connection = NIOAsyncChannel<HTTPClientResponsePart, Part>

    /// Sends the request and waits for all of the reply, for 30 seconds at most.
    static func send(
        _ method: HTTPMethod, _ url: String, headers: HTTPHeaders = [:], body: String? = nil
    ) async throws -> Answer {
        guard let parts = URLComponents(string: url), let port = parts.port else {
            throw URLError(.badURL)
        }
        var headers = headers
        headers.add(name: "host", value: "127.0.0.1:\(port)")
        headers.add(name: "connection", value: "close")
        if let body { headers.add(name: "content-length", value: "\(body.utf8.count)") }
        let path = parts.percentEncodedPath.isEmpty ? "/" : parts.percentEncodedPath
        let head = HTTPRequestHead(
            version: .http1_1, method: method, uri: path, headers: headers)
        return try await Deadline.keep("\(method) \(url)") {
            try await exchange(head, body, port: port)
        }
    }

    private static func exchange(
        _ head: HTTPRequestHead, _ body: String?, port: Int
    ) async throws -> Answer {
        let connection = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandler(
                        ByteBufferParts<HTTPRequestHead>())
                    return try Connection(wrappingChannelSynchronously: channel)
                }
            }
        return try await connection.executeThenClose { inbound, outbound in
            // At once: the server may answer and close as soon as it has the last byte of the body.
            let content = body.map { [Part.body(ByteBuffer(string: $0))] } ?? []
            try await outbound.write(contentsOf: [.head(head)] + content + [.end(nil)])
            return try await collect(inbound)
        }
    }

    private static func collect(
        _ parts: NIOAsyncChannelInboundStream<HTTPClientResponsePart>
    ) async throws -> Answer {
        var head: HTTPResponseHead?
        var body = ByteBuffer()
        for try await part in parts {
            switch part {
            case .head(let next): head = next
            case .body(let bytes): body.writeImmutableBuffer(bytes)
            case .end:
                guard let head else { throw Incomplete() }
                return Answer(
                    status: Int(head.status.code), headers: head.headers,
                    body: String(buffer: body))
            }
        }
        throw Incomplete()
    }
}
