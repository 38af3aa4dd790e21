/// Which paths a request may have: they stay below the node's endpoint, whatever is filled in.
package enum PathRules {
    /// What is wrong with a path, if anything.
    static func objection(to template: Template) -> String? {
        // A reference is filled in escaped, so it stands for one harmless letter here.
        let shape = template.segments.map { segment in
            switch segment {
            case .literal(let text): text
            case .reference: "x"
            }
        }.joined()
        guard case .literal(let start)? = template.segments.first, start.hasPrefix("/") else {
            return "a path starts with '/'"
        }
        return objection(toText: shape)
    }

    /// What is wrong with a path without references, if anything: for what a template became too,
    /// since a value of `..` needs no escape.
    package static func objection(toText path: String) -> String? {
        if path.hasPrefix("//") { return "a path does not start with '//': that names a host" }
        if path.contains("#") { return "a path has no fragment ('#')" }
        guard path.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") })
        else {
            return "a path has no spaces, backslashes, control characters or letters beyond ASCII; "
                + "write them as %20 and so on"
        }
        guard hasWholeEscapes(path) else { return "'%' in a path starts an escape such as %20" }
        let segments = path.prefix { $0 != "?" }.split(
            separator: "/" as Character, omittingEmptySubsequences: false)
        let hasDots = segments.contains { segment in
            let plain = segment.lowercased().split(
                separator: "%2e", omittingEmptySubsequences: false
            ).joined(separator: ".")
            return plain == "." || plain == ".."
        }
        return hasDots ? "a path has no '.' or '..' segments" : nil
    }

    private static func hasWholeEscapes(_ path: String) -> Bool {
        path.split(separator: "%" as Character, omittingEmptySubsequences: false).dropFirst()
            .allSatisfy { rest in
                let digits = rest.prefix(2)
                return digits.count == 2 && digits.allSatisfy(\.isHexDigit)
            }
    }
}
