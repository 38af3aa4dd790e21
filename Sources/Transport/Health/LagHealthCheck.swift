internal import Foundation
internal import NIOCore
internal import NIOFoundationCompat
internal import NIOHTTP1

/// Asks how far a replica is behind, and refuses one that is too far.
///
/// The reply is a JSON number, or an object with one, in milliseconds. It is asked for at the
/// endpoint's ``Endpoint/lagURL``, which may be of another host and port, else at ``path`` of the
/// endpoint itself.
public struct LagHealthCheck: HealthCheck {
    /// Where the endpoint itself reports its lag.
    public let path: String
    /// The key of the number, if the reply is an object.
    public let field: String
    /// The largest lag that is healthy.
    public let tolerance: Duration
    private let authorization: String?
    private let tls: TLSSettings?

    /// Puts a check together.
    ///
    /// - Parameters:
    ///   - credentials: for basic authentication.
    ///   - tls: for a lag URL with `https`; `nil`: as for the endpoint.
    public init(
        path: String = "/v1/lag", field: String = "lagMilliseconds",
        tolerance: Duration = .milliseconds(5000),
        credentials: (user: String, password: String)? = nil, tls: TLSSettings? = nil
    ) {
        self.path = path
        self.field = field
        self.tolerance = tolerance
        self.tls = tls
        authorization = credentials.map { user, password in
            "Basic " + Data("\(user):\(password)".utf8).base64EncodedString()
        }
    }

    /// Asks for the lag, and compares it with the tolerance.
    public func check(_ probe: HealthProbe) async throws {
        var headers: HTTPHeaders = [:]
        if let authorization { headers.add(name: "Authorization", value: authorization) }
        let reply =
            if let url = probe.endpoint.lagURL {
                try await probe.send(.GET, at: url, headers: headers, tls: tls)
            } else {
                try await probe.send(.GET, path, headers: headers)
            }
        guard reply.status == 200 else {
            throw HealthCheckFailure("the lag is not told: HTTP \(reply.status)")
        }
        guard let lag = lag(in: Data(buffer: reply.body)), lag.isFinite, lag >= 0 else {
            throw HealthCheckFailure("the lag is told in a form that is not understood")
        }
        guard lag <= tolerance / .milliseconds(1) else {
            throw HealthCheckFailure("the lag of \(Int(lag)) ms is larger than \(tolerance)")
        }
    }

    private func lag(in body: Data) -> Double? {
        let decoder = JSONDecoder()
        if let number = try? decoder.decode(Double.self, from: body) { return number }
        return (try? decoder.decode([String: Figure].self, from: body))?[field]?.number
    }

    /// A field that may be a number; the others do not matter.
    private struct Figure: Decodable {
        let number: Double?

        init(from decoder: any Decoder) throws {
            number = try? decoder.singleValueContainer().decode(Double.self)
        }
    }
}
