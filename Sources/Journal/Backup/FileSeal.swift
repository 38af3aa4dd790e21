/// What a file was when it was written.
public struct FileSeal: Codable, Hashable, Sendable {
    /// Its length.
    public var bytes: Int
    /// Its SHA-256, in hexadecimal digits.
    public var sha256: String
}
