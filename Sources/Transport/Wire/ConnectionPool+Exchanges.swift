internal import NIOCore
internal import NIOHTTP1

/// The course of requests.
extension ConnectionPool {
    /// Finds a place for a new request.
    func place(_ id: ExchangeID, _ exchange: Exchange) throws(TransportError) {
        guard exchange.deadline > .now() else {
            throw TransportError(.deadlineExceeded, "the deadline had passed before it was sent")
        }
        if case .request = exchange.purpose {
            switch state.place(id) {
            case .write(let connection): write(id, on: connection)
            case .connect(let connection): open(connection)
            case .wait: break
            case .full:
                throw TransportError(
                    .poolExhausted,
                    "\(limits.waiting) requests wait for a connection already; send less at once")
            case .closed: throw closedError
            }
        } else {
            guard let connection = state.placeAlone(id) else { throw closedError }
            open(connection)
        }
        arm(for: exchange.deadline)
    }

    /// Writes a request on a connection that the state has chosen.
    func write(_ id: ExchangeID, on connectionID: ConnectionID) {
        guard let index = exchanges.index(forKey: id), let connection = live[connectionID] else {
            preconditionFailure("a connection was chosen for a request that has ended")
        }
        let exchange = exchanges.values[index]
        guard let bytes = exchange.bytes else {
            _ = state.remove(connectionID)
            connection.close(atOnce: false)
            return end(id, with: nil)
        }
        exchanges.values[index].connection = connection
        // The one copy of the bytes goes to the socket.
        exchanges.values[index].bytes = nil
        connection.write(
            bytes, by: exchange.method, of: id, expectation: exchange.expectation)
    }

    /// A reply is complete.
    func replied(
        _ reply: WireReply, to id: ExchangeID, on connection: ConnectionID, isReusable: Bool
    ) {
        let exchange = exchanges.removeValue(forKey: id)
        if isReusable {
            ready(connection)
        } else if let replacement = state.remove(connection).replacement {
            open(replacement)
        }
        if case .request(let completion)? = exchange?.purpose { completion(.success(reply)) }
    }

    /// Ends a request, wherever it is, because somebody does not want it any more.
    func giveUp(_ id: ExchangeID, _ code: TransportError.Code, _ words: String) {
        guard let exchange = exchanges[id] else { return }
        if case .held(let connection, let replacement) = state.withdraw(id) {
            discard(connection)
            if let replacement { open(replacement) }
        }
        end(id, with: TransportError(code, words, effect: exchange.effect))
    }

    /// Ends all that was under way.
    func end(
        _ remains: ConnectionPoolState.Remains, _ code: TransportError.Code, _ words: String
    ) {
        for connection in remains.connections { discard(connection) }
        for id in (remains.held + remains.waiting).sorted() {
            guard let exchange = exchanges[id] else { continue }
            end(id, with: TransportError(code, words, effect: exchange.effect))
        }
    }

    /// Tells of the end of a request that the state has forgotten.
    ///
    /// - Parameter error: `nil`: it has what it wanted, and a reply was handed on already.
    func end(_ id: ExchangeID, with error: TransportError?) {
        guard !isBeginning else { return loop.execute { self.end(id, with: error) } }
        guard let exchange = exchanges.removeValue(forKey: id) else { return }
        switch exchange.purpose {
        case .request(let completion):
            if let error { completion(.failure(error)) }
        case .stream(_, let handler): handler.onEnd(error)
        case .connection(let completion):
            completion(error.map { .failure($0) } ?? .success(()))
        }
    }

    private var closedError: TransportError {
        TransportError(.closed, "the client was closed")
    }
}

/// The course of streams.
extension ConnectionPool {
    func streamBegan(_ status: Int, _ headers: HTTPHeaders, of id: ExchangeID) {
        guard case .stream(_, let handler)? = exchanges[id]?.purpose else { return }
        keepStream(id)
        handler.onHead(status, headers)
    }

    func streamed(_ bytes: ByteBuffer, of id: ExchangeID) {
        guard case .stream(_, let handler)? = exchanges[id]?.purpose else { return }
        // It is the reader who is waited for now.
        exchanges[id]?.deadline = .distantFuture
        handler.onBytes(bytes)
    }

    func streamEnded(_ id: ExchangeID, on connection: ConnectionID) {
        _ = state.remove(connection)
        end(id, with: nil)
    }

    /// Lets the silence of a stream begin anew.
    func keepStream(_ id: ExchangeID) {
        guard case .stream(let idleTimeout, _)? = exchanges[id]?.purpose else { return }
        let deadline = NIODeadline.now() + idleTimeout
        exchanges[id]?.deadline = deadline
        arm(for: deadline)
    }
}
