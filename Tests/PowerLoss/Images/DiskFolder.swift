/// A directory on a disk whose power can go: the names that are durable, and changes on their way.
struct DiskFolder: Sendable {
    /// What happened to names, at once: a rename takes one away and sets another.
    struct Change: Sendable {
        /// The event that made it.
        var event: Int
        /// What each name leads to then; `nil` to nothing.
        var names: [String: Int?]
    }

    private(set) var durable: [String: Int]
    private(set) var pending: [Change] = []
    /// What the program sees.
    private(set) var live: [String: Int]

    init(durable: [String: Int] = [:]) {
        self.durable = durable
        live = durable
    }

    mutating func change(_ names: [String: Int?], event: Int) {
        pending.append(Change(event: event, names: names))
        Self.apply(names, to: &live)
    }

    /// A sync that covers all changes before an event has succeeded.
    mutating func sync(before event: Int) {
        for change in pending where change.event < event { Self.apply(change.names, to: &durable) }
        pending.removeAll { $0.event < event }
    }

    /// The names that can be found after the power was lost.
    func names(
        after style: LossStyle, moment: Int, using numbers: inout SeededNumbers
    ) -> [String: Int] {
        var names = durable
        let count = Int.random(in: 0...pending.count, using: &numbers)
        for (index, change) in pending.enumerated() {
            let isKept =
                switch style {
                case .dropped: false
                case .kept, .holed: true
                case .orderly: change.event < moment
                // File systems journal names in order, but none has promised it.
                case .scattered: index < count
                case .reversed: index >= count
                }
            if isKept { Self.apply(change.names, to: &names) }
        }
        return names
    }

    private static func apply(_ change: [String: Int?], to names: inout [String: Int]) {
        for (name, node) in change { names[name] = node }
    }
}
