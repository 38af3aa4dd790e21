internal import Journal
public import Steps

/// What a rollback of a saga would send, in order, and what it could not undo.
public struct RollbackPlan: Sendable {
    /// One request that undoes a step.
    public struct Undo: Sendable {
        /// The step.
        public var instance: StepInstance
        /// What is done, in one line.
        public var title: String
        /// The call as it would be made; `nil` for what the engine sees to itself, and for what
        /// cannot be built.
        public var call: Call?
        /// Why it cannot be built.
        public var problem: String?
        /// Whether it is not certain that there is anything to undo.
        public var isDoubtful: Bool
    }

    /// An effect that stays.
    public struct Remainder: Sendable {
        /// The step that has it.
        public var instance: StepInstance
        /// Why it stays.
        public var reason: String
    }

    /// Why nothing would be undone.
    public var obstacle: String?
    /// What would be sent, in order.
    public var undos: [Undo] = []
    /// What would stay.
    public var remainders: [Remainder] = []
    /// Steps under way, whose outcome decides whether they are undone.
    public var underWay: [StepInstance] = []
}

extension SagaMachine {
    /// What undoing the saga as it stands would send.
    public func rollback(in cluster: ClusterDefinition) -> RollbackPlan {
        var plan = RollbackPlan()
        if status.isTerminal {
            plan.obstacle = "it has ended, \(status.rawValue)"
            return plan
        }
        if !hasTurned, hasPassedPivot {
            plan.obstacle = "it is beyond its pivot, and can only go forward"
        }
        var copy = self
        plan.underWay = steps.indices.filter { steps[$0].inFlight != nil }.map(instance)
        for index in copy.steps.indices where copy.steps[index].inFlight != nil {
            let kind = copy.steps[index].inFlight?.kind
            copy.steps[index].inFlight = nil
            // What is under way may take effect.
            if kind == .action, step(index).action.operation.hasEffect {
                copy.steps[index].isDoubtful = true
            }
        }
        if !copy.hasTurned { copy.turnForPlan() }
        copy.moveFrontier()
        while let index = copy.frontier.open.first {
            plan.undos.append(copy.undo(index, in: cluster))
            copy.steps[index].phase = .compensated
            copy.moveFrontier()
        }
        plan.remainders = steps.indices.compactMap(remainder)
        return plan
    }

    private func undo(_ index: Int, in cluster: ClusterDefinition) -> RollbackPlan.Undo {
        let state = steps[index]
        let operation = step(index).compensation?.operation
        var undo = RollbackPlan.Undo(
            instance: instance(index),
            title: operation?.title(in: scope(ofStep: index, in: cluster)) ?? "",
            isDoubtful: state.lastOutcome != .succeeded && state.phase != .succeeded)
        guard let operation, !operation.isWait else { return undo }
        do throws(TemplateError) {
            undo.call = try call(nextAttempt(index, .compensation), in: cluster)
        } catch {
            undo.problem = "\(error)"
        }
        return undo
    }

    /// What is in effect, or may be, and has nothing that undoes it.
    private func remainder(_ index: Int) -> RollbackPlan.Remainder? {
        let (state, step) = (steps[index], step(index))
        if state.phase == .left {
            return .init(instance: instance(index), reason: state.detail)
        }
        guard step.compensation == nil, step.action.operation.hasEffect else { return nil }
        switch state.phase {
        case .succeeded: return .init(instance: instance(index), reason: "nothing undoes it")
        case .unknown, .doubting:
            return .init(
                instance: instance(index), reason: "it may be in effect, and nothing undoes it")
        case .open where state.isDoubtful:
            return .init(
                instance: instance(index), reason: "it may be in effect, and nothing undoes it")
        default: return nil
        }
    }
}
