package import Transport

extension FailoverClient {
    /// A client of one server that sends every request once, and looks at nothing of its own.
    package convenience init(ofOne url: String) throws(TransportError) {
        var settings = TransportSettings()
        settings.healthChecks.checks = []
        settings.failureDetectors = []
        settings.retry.maximum = 0
        // Hundreds of requests at once must not crowd out the tests beside.
        settings.connections.limit = 8
        // The ledger of a long test is one body.
        settings.connections.maximumBody = 1 << 28
        try self.init(endpoints: [Endpoint(url: url)], settings: settings)
    }

    /// Sends one request to a server, over a connection that ends with it.
    package static func send(
        _ request: Request, to url: String
    ) async throws(TransportError) -> Reply {
        let client = try FailoverClient(ofOne: url)
        let result: Result<Reply, TransportError>
        do throws(TransportError) {
            result = .success(try await client.send(request))
        } catch {
            result = .failure(error)
        }
        await client.close()
        return try result.get()
    }
}
