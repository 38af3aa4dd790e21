internal import Foundation
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL

/// What errors of connections mean.
enum WireFailure {
    /// An error before anything was sent.
    static func connecting(_ error: any Error) -> TransportError {
        switch error {
        case let error as TransportError: return error
        case ChannelError.connectTimeout:
            return TransportError(.connectTimeout, "the connection was not made in time")
        case let error as NIOConnectionError:
            if let cause = error.connectionErrors.first?.error { return connecting(cause) }
            return TransportError(
                .connectionRefused, "the host '\(error.host)' cannot be resolved")
        case let error as IOError:
            return TransportError(
                .connectionRefused, "no connection: " + String(cString: strerror(error.errnoCode)))
        case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError:
            return TransportError(.tlsFailed, "the TLS handshake failed: \(error)")
        default: return TransportError(.connectionRefused, "no connection: \(error)")
        }
    }

    /// An error after a request, or a part of it, was sent.
    static func underWay(_ error: any Error) -> TransportError {
        switch error {
        case let error as TransportError: return error
        case HTTPParserError.invalidEOFState: return closed
        case HTTPParserError.headerOverflow:
            return TransportError(
                .malformedReply, "the head of the reply is larger than the limit",
                effect: .possible)
        case is HTTPParserError, is NIOHTTPDecoderError:
            return TransportError(
                .malformedReply, "what came back is no HTTP reply: \(error)", effect: .possible)
        case let error as IOError:
            return TransportError(
                .connectionLost,
                "the connection broke: " + String(cString: strerror(error.errnoCode)),
                effect: .possible)
        default:
            return TransportError(
                .connectionLost, "the connection broke: \(error)", effect: .possible)
        }
    }

    static let closed = TransportError(
        .connectionLost, "the connection was closed without a complete reply", effect: .possible)
}
