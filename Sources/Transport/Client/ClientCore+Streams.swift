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
                completion(.success(try self.open(path, headers, parser, at: result.get())))
            } catch {
                completion(.failure(error))
            }
        }
    }

    /// The first checks take much less.
    private static let choiceTimeout = TimeAmount.seconds(30)

    /// Why a request that waits for the first checks is refused.
    static let unchecked = TransportError(
        .initialPolicyNotMet, "the endpoints were not checked in time; does the client run?")

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
            let id = nextChoice
            nextChoice += 1
            choosing[id] = completion
            loop.scheduleTask(in: Self.choiceTimeout) { [weak self] in
                self?.choosing.removeValue(forKey: id)?(.failure(Self.unchecked))
            }
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

    private func open(
        _ path: String, _ headers: HTTPHeaders, _ parser: EventStreamParser, at id: EndpointID
    ) throws(TransportError) -> EventFeed {
        let line = try line(to: id)
        var wire = try wire(Request(.GET, path, headers: headers), on: line)
        wire.headers.replaceOrAdd(name: "Accept", value: "text/event-stream")
        if !parser.lastEventID.isEmpty {
            wire.headers.replaceOrAdd(name: "Last-Event-ID", value: parser.lastEventID)
        }
        let feed = EventFeed(pool: line.pool, parser: parser, endpoint: id)
        feeds[ObjectIdentifier(feed)] = feed
        let start = ContinuousClock.now
        feed.start(wire, idleTimeout: parser.limits.silence) { [weak self, weak feed] error in
            guard let self else { return }
            if let feed { feeds.removeValue(forKey: ObjectIdentifier(feed)) }
            guard let error, let kind = FailureKind(error), kind.isAboutConnecting else {
                return
            }
            count(id, kind, error.message, .now - start)
        }
        return feed
    }
}
