import Foundation
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// Listens on one node's port.
struct NodeServer: Service {
    /// Never anything but loopback: the API has no authentication.
    static let host = "127.0.0.1"
    /// Connections that may wait to be accepted, so that a burst of sagas is not refused.
    static let backlog = 1024

    let name: String
    let port: Int
    let responder: NodeResponder
    let logger: Logger
    let onReady: @Sendable (String) -> Void

    /// Serves until the surrounding service group shuts down.
    func run() async throws {
        let application = Application(
            responder: responder,
            configuration: ApplicationConfiguration(
                address: .hostname(Self.host, port: port), backlog: Self.backlog),
            onServerRunning: { channel in
                onReady("http://\(Self.host):\(channel.localAddress?.port ?? port)")
            },
            logger: logger)
        do {
            try await application.run()
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw GroupClusterError(
                .portInUse, "Port \(port) of \(name) is in use by another process", cause: error)
        } catch let error as IOError {
            throw GroupClusterError(
                .cannotListen, "Node \(name) cannot listen on \(Self.host):\(port): \(error)",
                cause: error)
        }
    }
}
