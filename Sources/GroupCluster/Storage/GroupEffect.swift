/// What became of a ``GroupAction``.
enum GroupEffect: Equatable, Sendable {
    case created
    case exists
    case deleted
    case found(timestamp: String?)
    case absent

    /// Whether the table is another one now.
    var changed: Bool { self == .created || self == .deleted }
}
