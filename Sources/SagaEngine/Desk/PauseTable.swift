internal import Journal
internal import Steps

/// What is paused, and what that means for a saga.
struct PauseTable: Sendable {
    private(set) var all: [Pause.Scope: Pause] = [:]
    private var nodes: Set<String> = []

    /// How many lines the operators' log has.
    var notes = 0

    /// In order of what they are of.
    var sorted: [Pause] {
        all.values.sorted { ($0.scope.word, $0.scope.name) < ($1.scope.word, $1.scope.name) }
    }

    subscript(scope: Pause.Scope) -> Pause? {
        get { all[scope] }
        set {
            all[scope] = newValue
            nodes = Set(
                all.keys.compactMap { if case .node(let name) = $0 { name } else { nil } })
        }
    }

    /// Tells a saga what it is not to begin.
    func tell(_ saga: inout SagaMachine) {
        saga.holds =
            all.isEmpty ? .none : Holds(isWhole: whole(saga.acceptance) != nil, nodes: nodes)
    }

    /// Whether a saga may start.
    func letsStart(_ saga: SagaMachine) -> Bool {
        all.isEmpty || whole(saga.acceptance) == nil
    }

    /// The pauses that concern a saga.
    func pauses(of saga: SagaMachine) -> [Pause] {
        let acceptance = saga.acceptance
        return sorted.filter { pause in
            switch pause.scope {
            case .job(let name): name == acceptance.job
            case .workflow(let name): name == acceptance.workflow
            case .node(let name): saga.plan.instances.contains { $0.node == name }
            }
        }
    }

    private func whole(_ saga: Acceptance) -> Pause? {
        all[.job(saga.job)] ?? all[.workflow(saga.workflow)]
    }
}
