/// Keeps requests of a test, which answers them when it wants.
final class Doorman: Sendable {
    private let feed: AsyncStream<RawServer.Request>.Continuation
    private let requests: AsyncStream<RawServer.Request>

    init() {
        (requests, feed) = AsyncStream.makeStream()
    }

    /// For `RawServer.run`.
    var answer: @Sendable (RawServer.Request) -> Void {
        { self.feed.yield($0) }
    }

    /// Waits for the next request.
    func next() async throws -> RawServer.Request {
        var iterator = requests.makeAsyncIterator()
        guard let request = await iterator.next() else { throw CancellationError() }
        return request
    }
}
