/// One event of a server-sent-events stream.
///
/// Source: [WHATWG HTML, 9.2](https://html.spec.whatwg.org/multipage/server-sent-events.html).
public struct ServerSentEvent: Hashable, Sendable {
    /// The last id that the stream had named by then; empty if it has named none.
    public let id: String
    /// What kind of event it is: the `event` field, or `message`.
    public let type: String
    /// The `data` lines, joined by line feeds.
    public let data: String
    /// How long to wait before connecting again, if the event says so.
    public let retry: Duration?
    /// Whether the event itself names its id; it is the last one's otherwise.
    public let namesID: Bool

    /// Puts an event together.
    public init(
        id: String = "", type: String = "message", data: String, retry: Duration? = nil,
        namesID: Bool? = nil
    ) {
        self.namesID = namesID ?? !id.isEmpty
        self.id = id
        self.type = type
        self.data = data
        self.retry = retry
    }
}
