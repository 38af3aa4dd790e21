/// How an endpoint is lost: a replica, behind a proxy.
enum Loss: String, CaseIterable, Sendable {
    case refused, killed, stopped, blackholed, reset, dripping

    /// Takes the endpoint away.
    func strike(_ replica: GroupClusterProcess, behind proxy: TCPProxy) async throws {
        switch self {
        case .refused: try await proxy.set(.refuse)
        case .killed: await replica.kill()
        case .stopped: try await replica.stop()
        case .blackholed: try await proxy.set(.blackhole)
        case .reset: try await proxy.set(.reset)
        // More than any reply takes: the first byte is the only one.
        case .dripping: try await proxy.set(.drip(every: .seconds(3600)))
        }
    }

    /// Brings it back.
    func end(_ replica: GroupClusterProcess, behind proxy: TCPProxy) async throws {
        switch self {
        case .killed: try await replica.restart()
        case .stopped: replica.resume()
        case .refused, .blackholed, .reset, .dripping: try await proxy.set(.pass)
        }
    }
}
