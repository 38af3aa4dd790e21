/// Whom `https` endpoints are trusted by, and how this side shows who it is.
///
/// Certificates and host names are always verified; nothing turns that off.
public struct TLSSettings: Hashable, Sendable {
    /// The path of a PEM file with the certificates that endpoints' must lead to; `nil`: those
    /// that the system trusts.
    public var certificateAuthorities: String?
    /// The path of a PEM file with the certificate to show to endpoints, and those between it and
    /// its authority; `nil`: none is shown.
    public var clientCertificate: String?
    /// The path of a PEM file with the key of ``clientCertificate``, without a passphrase.
    public var clientKey: String?

    /// Puts settings together; the defaults suit endpoints with publicly trusted certificates.
    public init(
        certificateAuthorities: String? = nil, clientCertificate: String? = nil,
        clientKey: String? = nil
    ) {
        self.certificateAuthorities = certificateAuthorities
        self.clientCertificate = clientCertificate
        self.clientKey = clientKey
    }
}
