internal import NIOSSL

/// What TLS connections are made with.
struct WireTLS: Sendable {
    /// Reading the system's authorities takes tens of milliseconds, also where only `http` is
    /// spoken: all clients of the process share them.
    private static let standard = Result { () throws(TransportError) in
        try WireTLS(reading: TLSSettings())
    }

    let context: NIOSSLContext

    /// Reads the certificates; the system's only once.
    ///
    /// - Throws: ``TransportError/Code/invalidSetting``, naming the file.
    init(_ settings: TLSSettings) throws(TransportError) {
        self = settings == TLSSettings() ? try Self.standard.get() : try Self(reading: settings)
    }

    private init(reading settings: TLSSettings) throws(TransportError) {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateVerification = .fullVerification
        configuration.minimumTLSVersion = .tlsv12
        if let file = settings.certificateAuthorities {
            configuration.trustRoots = .certificates(
                try Self.read(file, "certificate authorities") {
                    try NIOSSLCertificate.fromPEMFile($0)
                })
        }
        guard (settings.clientCertificate == nil) == (settings.clientKey == nil) else {
            throw TransportError(
                .invalidSetting, "a client certificate and its key are given together")
        }
        if let file = settings.clientCertificate, let key = settings.clientKey {
            configuration.certificateChain = try Self.read(file, "client certificate") {
                try NIOSSLCertificate.fromPEMFile($0).map { .certificate($0) }
            }
            configuration.privateKey = .privateKey(
                try Self.read(key, "client key") { try NIOSSLPrivateKey(file: $0, format: .pem) })
        }
        do {
            context = try NIOSSLContext(configuration: configuration)
        } catch {
            throw TransportError(.invalidSetting, "TLS cannot be set up: \(error)")
        }
    }

    private static func read<Content>(
        _ file: String, _ what: String, _ body: (String) throws -> Content
    ) throws(TransportError) -> Content {
        do {
            return try body(file)
        } catch {
            throw TransportError(
                .invalidSetting, "the \(what) file '\(file)' cannot be read: \(error)")
        }
    }
}
