/// How a program ends at a place.
enum Death: String, Sendable, CaseIterable, Codable {
    /// The process is gone, and what it wrote is there.
    case kill
    /// The power is gone: of what was not synced, any part may be missing.
    case image
}
