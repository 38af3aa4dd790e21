internal import Foundation
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL

/// What errors of connections mean, in the words of the transport.
enum WireFailure {
    /// A connection could not be made; nothing of a request was written.
    static func connecting(_ error: any Error, limits: WireLimits) -> TransportError {
        if isTLS(error) { return securing(error) }
        if case .connectTimeout? = error as? ChannelError { return notConnected(limits) }
        return TransportError(.connectionRefused, "no connection: \(words(for: error))")
    }

    static func notConnected(_ limits: WireLimits) -> TransportError {
        TransportError(
            .connectTimeout, "no connection: not made within \(limits.connectTimeout)")
    }

    /// The TLS handshake failed; nothing of a request was written.
    static func securing(_ error: any Error) -> TransportError {
        TransportError(.tlsFailed, "no TLS connection: \(words(for: error))")
    }

    /// A connection broke while it was used.
    static func exchanging(_ error: any Error, limits: WireLimits) -> TransportError {
        switch error {
        case HTTPParserError.headerOverflow:
            TransportError(
                .replyTooLarge,
                "the head of the reply is larger than \(limits.maximumHead) bytes or "
                    + "\(limits.maximumHeaderCount) headers", effect: .possible)
        case HTTPParserError.invalidEOFState:
            TransportError(
                .connectionLost, "the connection was closed within the reply", effect: .possible)
        case is HTTPParserError, is NIOHTTPDecoderError:
            TransportError(
                .malformedReply, "what came back is no HTTP reply: \(error)", effect: .possible)
        case NIOSSLError.uncleanShutdown:
            TransportError(
                .connectionLost, "the connection was closed without a reply's end",
                effect: .possible)
        case _ where isTLS(error):
            // A server of TLS 1.3 judges the client's certificate when requests flow already.
            TransportError(
                .tlsFailed, "the TLS connection broke: \(words(for: error))", effect: .possible)
        default:
            TransportError(
                .connectionLost, "the connection broke: \(words(for: error))", effect: .possible)
        }
    }

    private static func isTLS(_ error: any Error) -> Bool {
        error is NIOSSLError || error is NIOSSLExtraError || error is BoringSSLError
    }

    private static func words(for error: any Error) -> String {
        switch error {
        case let error as NIOConnectionError: words(for: error)
        case ChannelError.inputClosed: "closed by the endpoint at once"
        case let error as IOError: String(cString: strerror(error.errnoCode))
        case let error as SocketAddressError.UnknownHost:
            "the name cannot be looked up: \(error.errorDescription)"
        case let error as NIOSSLExtraError where error == .failedToValidateHostname:
            "the certificate is for another host"
        case NIOSSLError.unableToValidateCertificate, NIOSSLError.noCertificateToValidate:
            "the certificate cannot be verified"
        case NIOSSLError.handshakeFailed(let error): tlsWords(for: error)
        case let error as BoringSSLError: tlsWords(for: error)
        default: "\(error)"
        }
    }

    /// Says each reason once: the addresses of a host mostly fail for the same.
    private static func words(for error: NIOConnectionError) -> String {
        var reasons: [String] = []
        for failure in error.connectionErrors {
            let words = words(for: failure.error)
            if !reasons.contains(words) { reasons.append(words) }
        }
        if reasons.isEmpty, let failure = error.dnsAError ?? error.dnsAAAAError {
            reasons.append(words(for: failure))
        }
        return reasons.isEmpty ? "the host has no address" : reasons.joined(separator: ", ")
    }

    /// Takes the reason out of a text that is made for people with the library's sources.
    private static func tlsWords(for error: BoringSSLError) -> String {
        let text = "\(error)"
        guard let marker = text.range(of: "OPENSSL_internal:") else {
            return text.contains("EOF during handshake")
                ? "closed by the endpoint within the handshake" : "protocol failure"
        }
        let reason = text[marker.upperBound...].prefix { $0.isLetter || $0 == "_" || $0.isNumber }
        return reason == "CERTIFICATE_VERIFY_FAILED"
            ? "the certificate is not trusted"
            : reason.lowercased().replacing("_", with: " ")
    }
}
