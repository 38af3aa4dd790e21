internal import NIOCore
internal import NIOHTTP1

/// One connection of a subscription: what the endpoint sends becomes events, which are pulled.
///
/// Belongs to its event loop. It stops reading while too many events wait to be pulled.
final class EventFeed: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = HTTPClientResponsePart

    /// What comes next.
    enum Next: Sendable {
        case event(ServerSentEvent)
        /// The connection is over; another one may go on after the last event.
        case interrupted
        /// The endpoint has nothing more to say (204).
        case finished
        case failed(TransportError)
    }

    /// Events that may wait before reading stops.
    private static let highWater = 256

    let endpoint: EndpointID
    private let request: HTTPRequestHead
    private var parser: EventStreamParser
    private var events: [ServerSentEvent] = []
    /// Those before it were pulled.
    private var head = 0
    private var ending: Next?
    private var waiter: ((Next, EventStreamParser) -> Void)?
    private var channel: (any Channel)?

    init(request: HTTPRequestHead, parser: EventStreamParser, endpoint: EndpointID) {
        self.request = request
        self.parser = parser
        self.endpoint = endpoint
        self.parser.beginStream()
    }

    /// Hands over the next event, or the end, together with where the stream stands.
    func pull(_ waiter: @escaping (Next, EventStreamParser) -> Void) {
        self.waiter = waiter
        serve()
    }

    /// Sends the request; the connection is ready.
    func start() {
        channel?.write(HTTPClientRequestPart.head(request), promise: nil)
        channel?.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
    }

    /// Ends the connection: requests have moved, or nobody listens any more.
    func stop() {
        end(.interrupted)
        channel?.close(promise: nil)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        channel = context.channel
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): read(head)
        case .body(let bytes): read(bytes)
        case .end: stop()
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        stop()
    }

    func channelInactive(context: ChannelHandlerContext) {
        end(.interrupted)
        channel = nil
    }

    private func read(_ head: HTTPResponseHead) {
        let type = head.headers.first(name: "Content-Type") ?? ""
        switch head.status.code {
        case 200 where type.lowercased().hasPrefix("text/event-stream"): break
        case 204: end(.finished)
        case 408, 429, 500...599: stop()
        case let status:
            let what =
                status == 200 ? "is '\(type)', no event stream" : "is refused: HTTP \(status)"
            end(.failed(TransportError(.invalidRequest, "GET \(request.uri) \(what)")))
            channel?.close(promise: nil)
        }
    }

    private func read(_ bytes: ByteBuffer) {
        guard ending == nil else { return }
        do throws(TransportError) {
            try parser.feed(bytes.readableBytesView) { events.append($0) }
        } catch {
            end(.failed(error))
            channel?.close(promise: nil)
        }
        serve()
        if events.count - head > Self.highWater { reads(false) }
    }

    private func end(_ ending: Next) {
        if self.ending == nil { self.ending = ending }
        serve()
    }

    private func serve() {
        guard let waiter else { return }
        if head < events.count {
            self.waiter = nil
            let event = events[head]
            head += 1
            if head == events.count {
                events.removeAll(keepingCapacity: true)
                head = 0
                reads(true)
            }
            return waiter(.event(event), parser)
        }
        guard let ending else { return }
        self.waiter = nil
        waiter(ending, parser)
    }

    private func reads(_ on: Bool) {
        channel?.setOption(.autoRead, value: on).whenComplete { _ in }
    }
}
