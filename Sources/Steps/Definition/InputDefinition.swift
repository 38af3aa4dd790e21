/// A value that a submission has to give.
public struct InputDefinition: Hashable, Sendable, Codable {
    /// What kind of value it is.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// Text.
        case string
        /// A whole number.
        case integer
        /// Any number.
        case number
        /// `true` or `false`.
        case boolean
        /// Several texts; on the command line with commas between them.
        case list
    }

    /// The kind of value.
    public var type: Kind
    /// A regular expression that the whole text must match, or every text of a list.
    public var pattern: String?
    /// The value where a submission gives none; without one, it must.
    public var `default`: Value?

    /// Puts an input together.
    public init(type: Kind, pattern: String? = nil, default: Value? = nil) {
        self.type = type
        self.pattern = pattern
        self.default = `default`
    }
}
