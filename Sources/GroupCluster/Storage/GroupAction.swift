/// What a valid request on the group routes asks for.
enum GroupAction: Equatable, Sendable {
    case create(id: String, timestamp: String?)
    case delete(id: String, timestamp: String?)
    case read(id: String)

    /// The group that it is about.
    var id: String {
        switch self {
        case .create(let id, _), .delete(let id, _), .read(let id): id
        }
    }
}
