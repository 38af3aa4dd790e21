internal import NIOCore
internal import NIOHTTP1

/// One persistent connection: a request at a time, and its reply.
final class WireConnection: ChannelInboundHandler, @unchecked Sendable {
    // Belongs to its channel's event loop.

    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart
    typealias Completion = (Result<WireReply, TransportError>) -> Void

    private enum State {
        /// Becomes `waiting` when a request is written, `closed` when anything comes.
        case idle
        /// Becomes `reading` with the reply's head.
        case waiting(Completion)
        /// Becomes `complete` at the reply's end.
        case reading(Completion, WireReply, keepsAlive: Bool)
        /// Becomes `idle` when no more bytes came along with the reply.
        case complete(keepsAlive: Bool)
        case closed
    }

    /// Called when the connection can take another request.
    var onReusable: () -> Void = {}
    /// Called once, when it is gone.
    var onClosed: () -> Void = {}

    private let authority: String
    private let maximumBody: Int
    private var state = State.idle
    private var channel: (any Channel)?

    init(authority: String, maximumBody: Int) {
        self.authority = authority
        self.maximumBody = maximumBody
    }

    /// Writes a request, in one write; the connection must be idle.
    func send(_ request: WireRequest, completion: @escaping Completion) {
        guard case .idle = state, let channel, channel.isActive else {
            // It went away in this very moment, so nothing was sent.
            return completion(
                .failure(TransportError(.connectionLost, "the connection was just closed")))
        }
        state = .waiting(completion)
        var head = HTTPRequestHead(
            version: .http1_1, method: request.method, uri: request.path, headers: request.headers)
        head.headers.replaceOrAdd(name: "Host", value: authority)
        if let body = request.body {
            head.headers.replaceOrAdd(name: "Content-Length", value: String(body.readableBytes))
        } else if [.POST, .PUT, .PATCH].contains(request.method) {
            head.headers.replaceOrAdd(name: "Content-Length", value: "0")
        }
        channel.write(HTTPClientRequestPart.head(head), promise: nil)
        if let body = request.body {
            channel.write(HTTPClientRequestPart.body(.byteBuffer(body)), promise: nil)
        }
        channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
    }

    /// Gives up what is under way, and closes.
    func abort(_ error: TransportError) {
        end(.failure(error))
        state = .closed
        channel?.close(promise: nil)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        channel = context.channel
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): read(head)
        case .body(let bytes): read(bytes)
        case .end: readEnd()
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if case .complete(let keepsAlive) = state {
            if keepsAlive {
                state = .idle
                onReusable()
            } else {
                state = .closed
                context.close(promise: nil)
            }
        }
        context.fireChannelReadComplete()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end(.failure(WireFailure.underWay(error)))
        state = .closed
        context.close(promise: nil)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // The peer sends no more; there is nothing to wait for on this connection.
        if event as? ChannelEvent == .inputClosed { context.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        end(.failure(WireFailure.closed))
        state = .closed
        channel = nil
        onClosed()
        onClosed = {}
        onReusable = {}
    }

    private func read(_ head: HTTPResponseHead) {
        guard case .waiting(let completion) = state else {
            return abort(WireFailure.closed)
        }
        let status = Int(head.status.code)
        guard (200...599).contains(status) else {
            return abort(
                TransportError(
                    .malformedReply, "the reply has the status \(status)", effect: .possible))
        }
        state = .reading(
            completion, WireReply(status: status, headers: head.headers),
            keepsAlive: head.isKeepAlive && head.version == .http1_1)
    }

    private func read(_ bytes: ByteBuffer) {
        guard case .reading(let completion, var reply, let keepsAlive) = state else { return }
        guard reply.body.readableBytes + bytes.readableBytes <= maximumBody else {
            return abort(
                TransportError(
                    .replyTooLarge, "the reply is larger than the limit of \(maximumBody) bytes",
                    effect: .possible))
        }
        // The copy in the state would make every append copy the whole body.
        state = .closed
        if reply.body.readableBytes == 0 {
            reply.body = bytes
        } else {
            reply.body.writeImmutableBuffer(bytes)
        }
        state = .reading(completion, reply, keepsAlive: keepsAlive)
    }

    private func readEnd() {
        guard case .reading(let completion, let reply, let keepsAlive) = state else { return }
        state = .complete(keepsAlive: keepsAlive)
        completion(.success(reply))
    }

    private func end(_ result: Result<WireReply, TransportError>) {
        switch state {
        case .waiting(let completion), .reading(let completion, _, _):
            state = .closed
            completion(result)
        case .idle, .complete, .closed: break
        }
    }
}
