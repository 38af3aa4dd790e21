public import Logging
public import NIOCore
internal import NIOPosix
public import ServiceLifecycle
internal import Synchronization

/// A client of one service that answers under several URLs: it watches them, sends requests to
/// the one that serves best, and moves when that fails.
///
/// ``run()`` must be running for endpoints to be checked. Requests may be sent from any task; from
/// one that runs on the client's event loop (``EventLoopExecutor``) they cost no hop.
public final class FailoverClient: Service {
    let core: ClientCore
    private let loop: any EventLoop

    /// Makes a client that connects to nothing yet.
    ///
    /// - Parameters:
    ///   - endpoints: at least one; among equals the first is preferred.
    ///   - loop: where connections live and decisions are made; `nil`: one of the process's.
    /// - Throws: ``TransportError/Code/invalidSetting``, naming the setting.
    public init(
        endpoints: [Endpoint], settings: TransportSettings = TransportSettings(),
        loop: (any EventLoop)? = nil, logger: Logger = Logger(label: "transport")
    ) throws(TransportError) {
        let loop = loop ?? MultiThreadedEventLoopGroup.singleton.next()
        self.loop = loop
        core = try ClientCore(
            endpoints: endpoints, settings: settings, loop: loop, logger: logger)
    }

    /// Checks the endpoints until the task is cancelled, the service shut down or the client
    /// closed.
    public func run() async {
        let core = core
        let jobs = await withCheckedContinuation { continuation in
            onLoop { continuation.resume(returning: $0.beginChecks()) }
        }
        await cancelWhenGracefulShutdown { await core.run(jobs) }
        onLoop { $0.endChecks() }
    }

    /// Sends a request and waits for its reply, whatever its status.
    ///
    /// A request that was never sent is tried again, elsewhere if requests have moved. One that may
    /// have had an effect is so only if its method is safe, or it carries an idempotency key and
    /// ``TransportSettings/sharesIdempotency`` is set.
    ///
    /// - Throws: ``TransportError``; its ``TransportError/effect`` tells whether the request may
    ///   have been received.
    public func send(_ request: Request) async throws(TransportError) -> Reply {
        try await send(request, at: nil)
    }

    func send(
        _ request: Request, at endpoint: EndpointID?
    ) async throws(TransportError) -> Reply {
        guard !Task.isCancelled else {
            throw TransportError(.cancelled, "the caller had given up before it was sent")
        }
        let deadline = NIODeadline.now() + TimeAmount(request.timeout)
        let tries = RequestTries(
            request, settings: core.settings.retry,
            sharesIdempotency: core.settings.sharesIdempotency)
        let pending = PendingRequest(request, tries: tries, deadline: deadline, at: endpoint)
        let result: Result<Reply, TransportError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                onLoop { $0.start(pending, for: continuation) }
            }
        } onCancel: {
            onLoop { $0.cancel(pending) }
        }
        return try result.get()
    }

    /// How many endpoints there are.
    public var endpointCount: Int {
        core.endpointCount.load(ordering: .relaxed)
    }

    /// Refuses everything from now on, and closes all connections.
    public func close() async {
        let core = core
        try? await loop.flatSubmit { core.close() }.get()
    }

    /// Runs something on the event loop, at once if this is it.
    func onLoop(_ body: @escaping @Sendable (ClientCore) -> Void) {
        let core = core
        if loop.inEventLoop { body(core) } else { loop.execute { body(core) } }
    }

    /// Runs something on the event loop and waits for what it says.
    func ask<Answer: Sendable>(
        _ body: @escaping @Sendable (ClientCore) throws(TransportError) -> Answer
    ) async throws(TransportError) -> Answer {
        let result: Result<Answer, TransportError> = await withCheckedContinuation { continuation in
            onLoop { core in
                continuation.resume(
                    returning: Result { () throws(TransportError) in try body(core) })
            }
        }
        return try result.get()
    }
}
