internal import NIOCore
internal import NIOSSL

/// What TLS connections of a client have in common.
package struct WireTLS: Sendable {
    /// Reading the system's authorities takes tens of milliseconds, also where only `http` is
    /// spoken: all clients of the process share them.
    private static let standard = Result { () throws(TransportError) in
        try WireTLS(reading: TLSSettings())
    }

    let context: NIOSSLContext

    /// Reads the files that the settings name; the system's authorities only once.
    ///
    /// - Throws: ``TransportError/Code/invalidSetting``, naming the file.
    package init(_ settings: TLSSettings) throws(TransportError) {
        self = settings == TLSSettings() ? try Self.standard.get() : try Self(reading: settings)
    }

    private init(reading settings: TLSSettings) throws(TransportError) {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateVerification = .fullVerification
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        // How long a connection that is no longer needed waits for the other end's farewell.
        configuration.shutdownTimeout = .seconds(1)
        if let path = settings.certificateAuthorities {
            configuration.trustRoots = .certificates(
                try Self.certificates(in: path, "certificate authorities"))
        }
        switch (settings.clientCertificate, settings.clientKey) {
        case (nil, nil): break
        case (let certificate?, let key?):
            configuration.certificateChain = try Self.certificates(
                in: certificate, "client certificate"
            ).map { .certificate($0) }
            configuration.privateKey = .privateKey(try Self.key(in: key))
        case (_?, nil):
            throw TransportError(.invalidSetting, "a client certificate is set, but no key")
        case (nil, _?):
            throw TransportError(.invalidSetting, "a client key is set, but no certificate")
        }
        do {
            context = try NIOSSLContext(configuration: configuration)
        } catch {
            throw Self.unusable(settings)
        }
    }

    private static func certificates(
        in path: String, _ what: String
    ) throws(TransportError) -> [NIOSSLCertificate] {
        let certificates = try? NIOSSLCertificate.fromPEMFile(path)
        guard let certificates, !certificates.isEmpty else {
            throw TransportError(
                .invalidSetting, "the file of the \(what), '\(path)', holds no readable PEM")
        }
        return certificates
    }

    private static func key(in path: String) throws(TransportError) -> NIOSSLPrivateKey {
        do {
            return try NIOSSLPrivateKey(file: path, format: .pem)
        } catch {
            throw TransportError(
                .invalidSetting, "the file of the client key, '\(path)', holds no readable PEM key")
        }
    }

    private static func unusable(_ settings: TLSSettings) -> TransportError {
        guard let certificate = settings.clientCertificate, let key = settings.clientKey else {
            return TransportError(.invalidSetting, "TLS cannot be set up: no trusted certificates")
        }
        return TransportError(
            .invalidSetting,
            "TLS cannot be set up; does the key in '\(key)' belong to '\(certificate)'?")
    }
}
