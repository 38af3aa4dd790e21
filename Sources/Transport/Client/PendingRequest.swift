internal import NIOCore

/// A request on its way through its tries; belongs to the client's event loop.
final class PendingRequest: @unchecked Sendable {
    // Handed from task to loop and back as a name; its fields are touched on the loop alone.

    let request: Request
    let deadline: NIODeadline
    let completion: (Result<Reply, TransportError>) -> Void
    /// `nil`: any endpoint.
    let fixedEndpoint: EndpointID?
    var tries: RequestTries
    /// Where it is under way, if it is.
    var exchange: (endpoint: EndpointID, id: ExchangeID)?
    /// The wait before the next try, or for the first checks.
    var timer: Scheduled<Void>?
    var isEnded = false

    init(
        _ request: Request, tries: RequestTries, deadline: NIODeadline,
        at fixedEndpoint: EndpointID?,
        completion: @escaping (Result<Reply, TransportError>) -> Void
    ) {
        self.request = request
        self.tries = tries
        self.deadline = deadline
        self.fixedEndpoint = fixedEndpoint
        self.completion = completion
    }
}
