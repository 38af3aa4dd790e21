/// What a try has to end with to be followed by another.
public enum RetryCause: Hashable, Sendable {
    /// An outcome: `unreachable`, `unknown` or `rejected`.
    case outcome(Outcome)
    /// A status code, or the exit code of a program.
    case status(Int)

    /// Reads the form used in workflow files.
    public init?(_ text: some StringProtocol) {
        switch text {
        case "unreachable": self = .outcome(.unreachable)
        case "unknown": self = .outcome(.unknown)
        case "rejected": self = .outcome(.rejected)
        default:
            guard let status = PlainScalar.integer(text), (0...999).contains(status) else {
                return nil
            }
            self = .status(Int(status))
        }
    }
}

extension RetryCause: CustomStringConvertible {
    /// The form used in workflow files.
    public var description: String {
        switch self {
        case .outcome(let outcome): outcome.description
        case .status(let status): String(status)
        }
    }
}

extension RetryCause: Codable {
    /// Reads the text form.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let cause = RetryCause(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "no cause of a retry")
        }
        self = cause
    }

    /// Writes the text form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
