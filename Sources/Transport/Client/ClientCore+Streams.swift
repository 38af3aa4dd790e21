internal import NIOCore
internal import NIOHTTP1

extension ClientCore {
    /// Opens a connection for a subscription at the endpoint that serves now.
    func follow(
        _ path: String, _ headers: HTTPHeaders, _ parser: EventStreamParser,
        completion: @escaping @Sendable (Result<EventFeed, TransportError>) -> Void
    ) {
        loop.preconditionInEventLoop()
        choose { result in
            do throws(TransportError) {
                let id = try result.get()
                try self.connect(
                    self.feed(path, headers, parser, at: id), self.line(to: id),
                    completion: completion)
            } catch {
                completion(.failure(error))
            }
        }
    }

    /// Chooses an endpoint, after the first checks if need be.
    func choose(
        completion: @escaping @Sendable (Result<EndpointID, TransportError>) -> Void
    ) {
        guard !isClosed else {
            return completion(.failure(TransportError(.closed, "the client was closed")))
        }
        switch state.choose(at: .now) {
        case .endpoint(let id): completion(.success(id))
        case .refused(let error): completion(.failure(error))
        case .undecided:
            choosing.append { $0.choose(completion: completion) }
        }
    }

    /// Ends a subscription's connection.
    func leave(_ feed: EventFeed) {
        feeds.removeValue(forKey: ObjectIdentifier(feed))
        feed.stop()
    }

    /// Ends the connections that are not at an endpoint that serves any more.
    func moveFeeds() {
        for feed in Array(feeds.values) where !state.serves(feed.endpoint) { leave(feed) }
    }

    private func feed(
        _ path: String, _ headers: HTTPHeaders, _ parser: EventStreamParser, at id: EndpointID
    ) throws(TransportError) -> EventFeed {
        let line = try line(to: id)
        let wire = try wire(Request(.GET, path, headers: headers), on: line)
        var head = HTTPRequestHead(
            version: .http1_1, method: .GET, uri: wire.path, headers: wire.headers)
        head.headers.replaceOrAdd(name: "Host", value: line.pool.target.authority)
        head.headers.replaceOrAdd(name: "Accept", value: "text/event-stream")
        if !parser.lastEventID.isEmpty {
            head.headers.replaceOrAdd(name: "Last-Event-ID", value: parser.lastEventID)
        }
        return EventFeed(request: head, parser: parser, endpoint: id)
    }

    private func connect(
        _ feed: EventFeed, _ line: Line,
        completion: @escaping @Sendable (Result<EventFeed, TransportError>) -> Void
    ) {
        let start = ContinuousClock.now
        WireConnector(target: line.pool.target, limits: line.pool.limits, loop: loop)
            .connect { feed }.assumeIsolated().whenComplete { result in
                switch result {
                case .success:
                    self.feeds[ObjectIdentifier(feed)] = feed
                    feed.start()
                    // Requests may have moved while the connection was made.
                    self.moveFeeds()
                    completion(.success(feed))
                case .failure(let error):
                    let error = WireFailure.connecting(error)
                    if let kind = FailureKind(error.code) {
                        self.count(feed.endpoint, kind, error.message, .now - start)
                    }
                    completion(.failure(error))
                }
            }
    }
}
