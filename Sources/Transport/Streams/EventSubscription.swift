public import NIOHTTP1

/// Server-sent events of the active endpoint, wherever that is.
///
/// When the connection ends, or requests move to another endpoint, it goes on there after the last
/// event (`Last-Event-ID`): nothing is lost, and nothing comes twice, if the endpoints share the
/// ids of their events. Events wait at the endpoint while nobody takes them.
public struct EventSubscription: AsyncSequence, Sendable {
    /// What it delivers.
    public typealias Element = ServerSentEvent

    let client: FailoverClient
    let path: String
    let headers: HTTPHeaders
    let lastEventID: String
    let limits: EventStreamLimits

    /// Starts to listen with the first event that is asked for.
    public func makeAsyncIterator() -> Iterator {
        Iterator(
            subscription: self,
            parser: EventStreamParser(lastEventID: lastEventID, limits: limits))
    }

    /// One listener.
    public final class Iterator: AsyncIteratorProtocol {
        private let subscription: EventSubscription
        private var parser: EventStreamParser
        private var feed: EventFeed?
        /// Connections in a row that brought nothing.
        private var failures = 0
        private var lastID: String
        /// Whether the connection has brought nothing yet.
        private var isFirst = true

        init(subscription: EventSubscription, parser: EventStreamParser) {
            self.subscription = subscription
            self.parser = parser
            lastID = subscription.lastEventID
        }

        deinit {
            if let feed { subscription.client.onLoop { $0.leave(feed) } }
        }

        /// The next event; `nil` once an endpoint says that there are no more (204), or the task is
        /// cancelled.
        ///
        /// - Throws: ``TransportError``, `noHealthyEndpoint` or `initialPolicyNotMet` if no endpoint
        ///   serves, `invalidRequest` if there is no such stream.
        public func next() async throws(TransportError) -> ServerSentEvent? {
            while !Task.isCancelled {
                guard let feed else {
                    if failures > 0 { await pause() }
                    if Task.isCancelled { return nil }
                    feed = try await open()
                    failures += 1
                    isFirst = true
                    continue
                }
                let (next, parser) = await subscription.client.pull(feed)
                self.parser = parser
                switch next {
                case .event(let event):
                    failures = 0
                    // A server that begins with the event that came last means the same one.
                    let isRepeated = isFirst && event.namesID && event.id == lastID
                    isFirst = false
                    if isRepeated { continue }
                    lastID = event.id
                    return event
                case .interrupted: self.feed = nil
                case .finished: return nil
                case .failed(let error): throw error
                }
            }
            return nil
        }

        private func open() async throws(TransportError) -> EventFeed? {
            do throws(TransportError) {
                return try await subscription.client.open(
                    subscription.path, subscription.headers, parser)
            } catch {
                switch error.code {
                case .temporarilyUnavailable, .connectionRefused, .connectTimeout, .tlsFailed:
                    return nil
                default: throw error
                }
            }
        }

        /// As long as the server asked for, else a short random time that grows.
        private func pause() async {
            let retry = subscription.client.core.settings.retry
            let doubled = retry.initialDelay * (1 << Swift.min(failures, 12))
            let wait = Swift.max(
                parser.reconnectionTime ?? .zero, Swift.min(doubled, retry.maximumDelay))
            try? await Task.sleep(for: Swift.min(wait, .seconds(30)) * .random(in: 0.5...1))
        }
    }
}

extension FailoverClient {
    /// Follows the server-sent events that a path of the active endpoint offers.
    ///
    /// - Parameter lastEventID: after which event to begin; empty: where the endpoint begins.
    public func events(
        _ path: String, headers: HTTPHeaders = [:], lastEventID: String = "",
        limits: EventStreamLimits = EventStreamLimits()
    ) -> EventSubscription {
        EventSubscription(
            client: self, path: path, headers: headers, lastEventID: lastEventID, limits: limits)
    }

    func open(
        _ path: String, _ headers: HTTPHeaders, _ parser: EventStreamParser
    ) async throws(TransportError) -> EventFeed {
        let result: Result<EventFeed, TransportError> = await withCheckedContinuation {
            continuation in
            onLoop { core in
                core.follow(path, headers, parser) { continuation.resume(returning: $0) }
            }
        }
        return try result.get()
    }

    func pull(_ feed: EventFeed) async -> (EventFeed.Next, EventStreamParser) {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                onLoop { _ in feed.pull { continuation.resume(returning: ($0, $1)) } }
            }
        } onCancel: {
            onLoop { $0.leave(feed) }
        }
    }
}
