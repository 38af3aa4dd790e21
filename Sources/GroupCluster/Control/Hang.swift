/// One request's wait for the end of a hang.
struct Hang: Sendable {
    let ticket: Int
    let stream: AsyncStream<Void>
    let continuation: AsyncStream<Void>.Continuation

    /// Ends the wait early: the request is not to be served any more.
    func giveUp() {
        continuation.finish()
    }
}
