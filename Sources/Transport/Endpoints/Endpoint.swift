/// One URL under which a service answers.
public struct Endpoint: Hashable, Sendable {
    /// `http://host:port` or `https://host:port`, perhaps with a path to put in front, or
    /// `unix:///path` for a socket; its name in every report, event and change.
    public var url: String
    /// How much it is preferred; above 0.
    public var weight: Double
    /// Where its replication lag is reported, for ``LagHealthCheck``; `nil`: under its own URL.
    public var lagURL: String?

    /// Describes an endpoint; a client validates it.
    public init(url: String, weight: Double = 1, lagURL: String? = nil) {
        self.url = url
        self.weight = weight
        self.lagURL = lagURL
    }
}

/// Names an endpoint inside one client; never used again after the endpoint was removed.
package struct EndpointID: Hashable, Sendable, Comparable {
    package let number: Int

    package init(_ number: Int) {
        self.number = number
    }

    package static func < (left: EndpointID, right: EndpointID) -> Bool {
        left.number < right.number
    }
}
