import NIOCore
import NIOHTTP1

@testable import Transport

/// Reads a stream for a test, piece by piece; belongs to the pool's loop.
final class StreamReader: @unchecked Sendable {
    // Touched on the loop alone, and by the test through `events`.
    enum Event: Sendable {
        case head(Int, HTTPHeaders)
        case bytes(ByteBuffer)
        case end(TransportError?)
    }

    private let client: PoolClient
    private let events: AsyncStream<Event>
    private let feed: AsyncStream<Event>.Continuation
    private(set) var id: ExchangeID?

    private init(_ client: PoolClient) {
        self.client = client
        (events, feed) = AsyncStream.makeStream()
    }

    static func start(
        _ client: PoolClient, idleTimeout: Duration = .seconds(60)
    ) async throws -> StreamReader {
        let reader = StreamReader(client)
        try await client.onLoop { pool in
            let feed = reader.feed
            reader.id = pool.stream(
                .get, idleTimeout: idleTimeout,
                handler: WireStreamHandler(
                    onHead: { feed.yield(.head($0, $1)) },
                    onBytes: { feed.yield(.bytes($0)) },
                    onEnd: {
                        feed.yield(.end($0))
                        feed.finish()
                    }))
        }
        return reader
    }

    func next() async -> Event? {
        var iterator = events.makeAsyncIterator()
        return await iterator.next()
    }

    func readMore() async throws {
        try await client.onLoop { pool in
            if let id = self.id { pool.readMore(id) }
        }
    }

    func cancel() async throws {
        try await client.onLoop { pool in
            if let id = self.id { pool.cancel(id) }
        }
    }

    /// Reads to the end.
    ///
    /// - Returns: the status, all bytes after those that were read, and how it ended.
    func rest() async throws -> (status: Int?, body: String, error: TransportError?) {
        var status: Int?
        var body = ByteBuffer()
        while let event = await next() {
            switch event {
            case .head(let code, _): status = code
            case .bytes(let bytes):
                body.writeImmutableBuffer(bytes)
                try await readMore()
            case .end(let error): return (status, String(buffer: body), error)
            }
        }
        return (status, String(buffer: body), nil)
    }
}
