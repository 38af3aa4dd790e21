/// What a rehearsal is told of the nodes that a workflow is for; see `docs/rehearse.md`.
///
/// Not a part of the definition: nothing of it is pinned, and no saga ever sees it.
public struct RehearsalRules: Hashable, Sendable {
    /// Inputs for those that nobody gives.
    public var inputs: [String: Value]
    /// Whether nodes answer a repeated `Idempotency-Key` as before, and do nothing.
    public var honoursKeys: Bool
    /// Whether nodes keep the headers that the definition looks for in replies, such as
    /// timestamps.
    public var keepsHeaders: Bool
    /// What a node does when something is deleted that has others below it.
    public var children: Children
    /// The steps whose changes may stay when a saga was undone.
    public var leaves: Set<String>
    /// What every node holds at the start: paths, and the fields of what is there.
    public var there: [String: [[String]: Value]]
    /// How single paths behave.
    public var effects: [Effect]

    /// What becomes of what lies below something that is deleted.
    public enum Children: String, Hashable, Sendable, CaseIterable {
        /// The node refuses (409) for as long as there is any.
        case refuse
        /// It goes as well.
        case cascade
        /// It stays.
        case keep
    }

    /// How a node answers one method at some paths.
    public struct Effect: Hashable, Sendable {
        /// The method, in capitals.
        public var method: String
        /// The path; `*` stands for any one segment.
        public var path: String
        /// The field of the body that names what is made.
        public var id: Identity?
        /// Whether repeated keys are known here; `nil`: as everywhere.
        public var honoursKeys: Bool?
        /// The path of what is removed, its stars being those of ``path`` in order.
        public var undoes: String?
        /// The fields of a fixed reply: then nothing is changed, whatever is asked.
        public var reply: [[String]: Value]?

        /// What names a resource.
        public enum Identity: Hashable, Sendable {
            /// A field of the body.
            case field(String)
            /// The node: a new name each time.
            case assigned
        }

        /// Describes a path.
        public init(
            method: String, path: String, id: Identity? = nil, honoursKeys: Bool? = nil,
            undoes: String? = nil, reply: [[String]: Value]? = nil
        ) {
            self.method = method
            self.path = path
            self.id = id
            self.honoursKeys = honoursKeys
            self.undoes = undoes
            self.reply = reply
        }
    }

    /// Puts rules together; the defaults are those of a plain resource API.
    public init(
        inputs: [String: Value] = [:], honoursKeys: Bool = true, keepsHeaders: Bool = true,
        children: Children = .refuse, leaves: Set<String> = [],
        there: [String: [[String]: Value]] = [:], effects: [Effect] = []
    ) {
        self.inputs = inputs
        self.honoursKeys = honoursKeys
        self.keepsHeaders = keepsHeaders
        self.children = children
        self.leaves = leaves
        self.there = there
        self.effects = effects
    }
}
