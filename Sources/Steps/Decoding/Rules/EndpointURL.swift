/// Which URLs an endpoint can have: `http` or `https`, a host, perhaps a port and a path.
enum EndpointURL {
    private static let form = "expected http://HOST:PORT or https://HOST:PORT"

    /// What is wrong with a URL, if anything; user info is never repeated, for it holds secrets.
    static func objection(to url: String) -> String? {
        guard url.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") })
        else { return "a URL has no spaces, control characters or letters beyond ASCII" }
        guard let parts = parts(of: url), ["http", "https"].contains(parts.scheme) else {
            return form
        }
        if parts.authority.contains("@") {
            return "a URL has no user name or password; send them in 'headers'"
        }
        if url.contains("?") || url.contains("#") { return "a URL has no query and no fragment" }
        guard let (host, port) = hostAndPort(parts.authority), isHost(host) else {
            return "\(form), not \(PrintableText.quoted(url))"
        }
        if let port {
            guard PlainScalar.isDigits(port), let number = Int(port), (1...65_535).contains(number)
            else { return "a port is a number from 1 to 65535" }
        }
        return parts.path.isEmpty ? nil : PathRules.objection(toText: parts.path)
    }

    /// A form in which URLs of the same endpoint are equal.
    static func canonical(_ url: String) -> String {
        guard let parts = parts(of: url), let (host, port) = hostAndPort(parts.authority) else {
            return url
        }
        let number = port.flatMap { Int($0) } ?? (parts.scheme == "https" ? 443 : 80)
        let path = parts.path.hasSuffix("/") ? parts.path.dropLast() : parts.path[...]
        return "\(parts.scheme)://\(host.lowercased()):\(number)\(path)"
    }

    private static func parts(
        of url: String
    ) -> (scheme: String, authority: Substring, path: String)? {
        guard let colon = url.firstIndex(of: ":") else { return nil }
        let rest = url[url.index(after: colon)...]
        guard rest.hasPrefix("//") else { return nil }
        let authority = rest.dropFirst(2).prefix { !"/?#".contains($0) }
        return (url[..<colon].lowercased(), authority, String(rest[authority.endIndex...]))
    }

    private static func hostAndPort(_ authority: Substring) -> (host: Substring, port: Substring?)?
    {
        var end = authority.endIndex
        if authority.hasPrefix("[") {
            guard let bracket = authority.firstIndex(of: "]") else { return nil }
            end = authority.index(after: bracket)
        } else if let colon = authority.firstIndex(of: ":") {
            end = colon
        }
        let rest = authority[end...]
        guard rest.isEmpty || rest.hasPrefix(":") else { return nil }
        return (authority[..<end], rest.isEmpty ? nil : rest.dropFirst())
    }

    private static func isHost(_ host: Substring) -> Bool {
        if host.hasPrefix("[") {
            let address = host.dropFirst().dropLast()
            return address.contains(":")
                && address.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
        }
        guard let first = host.utf8.first, host.utf8.count <= 253 else { return false }
        return NameRules.isAlphanumeric(first)
            && host.utf8.allSatisfy { NameRules.isAlphanumeric($0) || "._-".utf8.contains($0) }
    }
}
