internal import NIOCore

/// A request on its way through its tries; belongs to the client's event loop.
final class PendingRequest: @unchecked Sendable {
    // Handed from task to loop and back as a name; its fields are touched on the loop alone.
    typealias Caller = CheckedContinuation<Result<Reply, TransportError>, Never>

    let request: Request
    let deadline: NIODeadline
    /// `nil`: any endpoint.
    let fixedEndpoint: EndpointID?
    var tries: RequestTries
    /// Who waits for the reply, from the start to the end.
    var caller: Caller?
    /// Whether nobody wants it any more; perhaps before it was started.
    var isCancelled = false
    /// Where it is under way, if it is.
    var exchange: (endpoint: EndpointID, id: ExchangeID)?
    /// The wait before the next try, or for the first checks.
    var timer: Scheduled<Void>?

    init(
        _ request: Request, tries: RequestTries, deadline: NIODeadline,
        at fixedEndpoint: EndpointID?
    ) {
        self.request = request
        self.tries = tries
        self.deadline = deadline
        self.fixedEndpoint = fixedEndpoint
    }

    /// Whether it is over, or has not begun.
    var isEnded: Bool { caller == nil }
}
