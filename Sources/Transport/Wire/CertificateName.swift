internal import NIOSSL

/// A second look at whom a certificate is for.
///
/// The library is content with a certificate for the address that it has connected to, even when
/// a name was asked for. Whoever can bend the lookup of names could then pass for any name, with
/// a certificate for an address of their own.
enum CertificateName {
    /// Whether a certificate that the library has accepted is for a name.
    static func isVerified(_ host: String, by certificate: NIOSSLCertificate?) -> Bool {
        guard let certificate else { return false }
        let names = certificate._subjectAlternativeNames()
        // Without addresses it cannot but be the name that the library has found.
        guard names.contains(where: { $0.nameType == .ipAddress }) else { return true }
        return names.contains {
            $0.nameType == .dnsName
                && matches(String(decoding: $0.contents, as: UTF8.self), host)
        }
    }

    /// Whether a name of a certificate stands for a host (RFC 9525, section 6.3): an asterisk is
    /// for the whole of the first label.
    static func matches(_ name: String, _ host: String) -> Bool {
        let name = normal(name)
        let host = normal(host)
        guard name.hasPrefix("*.") else { return !host.isEmpty && name == host }
        guard let dot = host.firstIndex(of: "."), dot != host.startIndex else { return false }
        return host[dot...] == name.dropFirst()
    }

    private static func normal(_ name: String) -> String {
        (name.hasSuffix(".") ? String(name.dropLast()) : name).lowercased()
    }
}
