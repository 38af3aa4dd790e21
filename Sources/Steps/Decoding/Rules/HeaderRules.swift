/// Which headers a definition may set.
enum HeaderRules {
    /// Headers that belong to the connection (RFC 9110, section 7.6.1).
    private static let reserved: Set<String> = [
        "connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade", "host",
        "content-length",
    ]

    /// Headers that the engine sends with every request.
    private static let own = Set(SagaHeader.allCases.map { $0.rawValue.lowercased() })

    /// What is wrong with a header's name, if anything.
    static func objection(toName name: String) -> String? {
        guard (1...256).contains(name.utf8.count), name.utf8.allSatisfy(isTokenCharacter) else {
            return "\(PrintableText.quoted(name)) is no header name"
        }
        let lowered = name.lowercased()
        if reserved.contains(lowered) || lowered.hasPrefix("proxy-") {
            return "the header '\(name)' cannot be set: the connection owns it"
        }
        if own.contains(lowered) {
            return "the header '\(name)' cannot be set: the engine sends it with every request, "
                + "and nodes rely on what it says"
        }
        return nil
    }

    /// What is wrong with the text of a header, if anything.
    static func objection(toText text: String) -> String? {
        let allowed = text.unicodeScalars.allSatisfy { scalar in
            scalar == "\t" || (scalar.value >= 0x20 && scalar.value != 0x7F)
        }
        return allowed ? nil : "a header has no line breaks or other control characters"
    }

    /// The names that are given twice, since letters' case does not tell headers apart.
    static func duplicates(among names: some Sequence<String>) -> [String] {
        var seen: Set<String> = []
        return names.sorted().filter { !seen.insert($0.lowercased()).inserted }
    }

    /// The `token` of RFC 9110, section 5.6.2.
    private static func isTokenCharacter(_ byte: UInt8) -> Bool {
        NameRules.isAlphanumeric(byte) || "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
}
