internal import AsyncHTTPClient
internal import Foundation
internal import NIOCore
internal import NIOPosix
internal import Steps

/// What an error of the HTTP client says about the request's effect.
enum TransportFailure {
    /// Errors of `connect` after which nothing can have been sent.
    private static let refusals: Set<Int32> = [
        ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, EHOSTDOWN, EADDRNOTAVAIL, EMFILE, ENFILE,
    ]

    /// Errors of the client that come before anything is sent.
    private static let unsent: [HTTPClientError] = [
        .connectTimeout, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout,
    ]

    static func result(of error: any Error, timeout: Milliseconds) -> CallResult {
        switch error {
        case is NIOConnectionError:
            return CallResult(.unreachable, detail: "no connection: \(words(for: error))")
        case let error as HTTPClientError where unsent.contains(error):
            return CallResult(.unreachable, detail: "no connection: \(words(for: error))")
        case let error as IOError where refusals.contains(error.errnoCode):
            return CallResult(.unreachable, detail: "no connection: \(words(for: error))")
        case let error as HTTPClientError where error == .deadlineExceeded:
            return CallResult(.unknown, detail: "no complete reply within \(timeout)")
        case is ResponseAccumulator.ResponseTooBigError:
            return CallResult(.unknown, detail: "the reply is larger than the limit of 1 MiB")
        default:
            return CallResult(.unknown, detail: "the connection broke: \(words(for: error))")
        }
    }

    private static func words(for error: any Error) -> String {
        switch error {
        case let error as IOError: String(cString: strerror(error.errnoCode))
        case let error as HTTPClientError where error == .remoteConnectionClosed:
            "closed by the node without a reply"
        case let error as HTTPClientError where error == .connectTimeout: "not made within 2s"
        case is NIOConnectionError: "the host could not be connected to"
        default: Excerpt.of("\(error)")
        }
    }
}
