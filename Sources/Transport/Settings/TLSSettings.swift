/// How `https` endpoints are verified, and how the client shows who it is.
///
/// Certificates and host names are always verified; there is no switch to turn that off.
public struct TLSSettings: Hashable, Sendable {
    /// Path of a PEM file with the authorities to trust; `nil`: the system's.
    public var certificateAuthorities: String?
    /// Path of a PEM file with the client's certificate, and those that it was signed with.
    public var clientCertificate: String?
    /// Path of a PEM file with the key of the client's certificate.
    public var clientKey: String?

    /// Puts settings together.
    public init(
        certificateAuthorities: String? = nil, clientCertificate: String? = nil,
        clientKey: String? = nil
    ) {
        self.certificateAuthorities = certificateAuthorities
        self.clientCertificate = clientCertificate
        self.clientKey = clientKey
    }
}
