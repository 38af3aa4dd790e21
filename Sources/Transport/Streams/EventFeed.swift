internal import NIOCore
internal import NIOHTTP1

/// One connection of a subscription: what the endpoint sends becomes events, which are pulled.
///
/// Belongs to its event loop. It reads no more while events wait to be pulled.
final class EventFeed: @unchecked Sendable {
    /// What comes next.
    enum Next: Sendable {
        case event(ServerSentEvent)
        /// The connection is over; another one may go on after the last event.
        case interrupted
        /// The endpoint has nothing more to say (204).
        case finished
        case failed(TransportError)
    }

    let endpoint: EndpointID
    private let pool: ConnectionPool
    private var parser: EventStreamParser
    private var events: [ServerSentEvent] = []
    /// Those before it were pulled.
    private var head = 0
    private var ending: Next?
    private var waiter: ((Next, EventStreamParser) -> Void)?
    private var exchange: ExchangeID?
    /// Whether the connection waits to be read on.
    private var isHeld = false

    init(pool: ConnectionPool, parser: EventStreamParser, endpoint: EndpointID) {
        self.pool = pool
        self.parser = parser
        self.endpoint = endpoint
        self.parser.beginStream()
    }

    /// Sends the request.
    ///
    /// - Parameters:
    ///   - idleTimeout: the longest silence.
    ///   - onEnd: called once, with the error if the connection was not even made.
    func start(
        _ request: WireRequest, idleTimeout: Duration, onEnd: @escaping (TransportError?) -> Void
    ) {
        exchange = pool.stream(
            request, idleTimeout: idleTimeout,
            handler: WireStreamHandler(
                onHead: { [weak self] in self?.read(status: $0, $1, path: request.path) },
                onBytes: { [weak self] in self?.read($0) },
                onEnd: { [weak self] error in
                    self?.end(.interrupted)
                    onEnd(error)
                }))
    }

    /// Hands over the next event, or the end, together with where the stream stands.
    func pull(_ waiter: @escaping (Next, EventStreamParser) -> Void) {
        self.waiter = waiter
        serve()
    }

    /// Ends the connection: requests have moved, or nobody listens any more.
    func stop() {
        end(.interrupted)
        if let exchange { pool.cancel(exchange) }
        exchange = nil
    }

    private func read(status: Int, _ headers: HTTPHeaders, path: String) {
        let type = headers.first(name: "Content-Type") ?? ""
        switch status {
        case 200 where type.lowercased().hasPrefix("text/event-stream"): return
        case 204: end(.finished)
        case 408, 429, 500...599: end(.interrupted)
        default:
            let what =
                status == 200 ? "is '\(type)', no event stream" : "is refused: HTTP \(status)"
            end(.failed(TransportError(.invalidRequest, "GET \(path) \(what)")))
        }
        stop()
    }

    private func read(_ bytes: ByteBuffer) {
        guard ending == nil else { return }
        isHeld = true
        do throws(TransportError) {
            try parser.feed(bytes.readableBytesView) { events.append($0) }
        } catch {
            end(.failed(error))
            return stop()
        }
        serve()
        if events.isEmpty { readOn() }
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
                readOn()
            }
            return waiter(.event(event), parser)
        }
        guard let ending else { return }
        self.waiter = nil
        waiter(ending, parser)
    }

    private func readOn() {
        guard isHeld, ending == nil, let exchange else { return }
        isHeld = false
        pool.readMore(exchange)
    }
}
