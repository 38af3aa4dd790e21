/// A place in a node's reply: its status, a header, or a value in its JSON body.
public enum ReplyPath: Hashable, Sendable {
    /// The status code.
    case status
    /// A header, by its name in lower case.
    case header(String)
    /// A value in the JSON body, by names and array indexes.
    case body([String])

    /// Reads `status`, `headers.NAME`, `body` or `body.a.0.b`.
    public init?(_ parts: some Collection<String>) {
        switch (parts.first, parts.count) {
        case ("status", 1): self = .status
        case ("headers", 2...):
            self = .header(parts.dropFirst().joined(separator: ".").lowercased())
        case ("body", 1...): self = .body(Array(parts.dropFirst()))
        default: return nil
        }
    }
}

extension ReplyPath {
    /// What a node that keeps the wire barrier says of a request (docs/barrier.md).
    public static let barrier = ReplyPath.header("saga-barrier")
}

extension ReplyPath: CustomStringConvertible {
    /// The form used in workflow files.
    public var description: String {
        switch self {
        case .status: "status"
        case .header(let name): PathText.text(of: ["headers", name])
        case .body(let parts): PathText.text(of: ["body"] + parts)
        }
    }
}

extension ReplyPath: Codable {
    /// Reads the form used in workflow files.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let parts = PathText.parts(of: try container.decode(String.self)),
            let path = ReplyPath(parts)
        else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "no place in a reply")
        }
        self = path
    }

    /// Writes the form used in workflow files.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// The parts of a reply that a definition refers to; only these are kept and journaled.
///
/// A path that the reply does not have is absent.
public typealias CapturedReply = [ReplyPath: Value]
