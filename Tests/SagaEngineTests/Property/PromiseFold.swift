import Journal
import Steps

/// Goes through the entries of one saga and says which promises they break: written from the
/// promises, not from the machine.
struct PromiseFold {
    /// What the entries say of one instance.
    private struct Instance {
        var flying: CallKind?
        var numbers: [CallKind: Int] = [:]
        /// Whether it was done, or did not have to be.
        var isDone = false
        var hasFailed = false
        var hasStarted = false
        /// Whether its action may be in effect.
        var mayBeDone = false
        var isDoubtful = false
        var compensations = 0
        var isUndone = false
        var wasFoundAgain = false
        var retryAt: Timestamp?
        var isSkipped = false
    }

    private(set) var problems: [String] = []
    private let steps: [StepDefinition]
    private let stepOf: [Int]
    private let ranges: [Range<Int>]
    private let graph: StepGraph
    private let workflow: WorkflowDefinition
    private var instances: [Instance]
    private var hasTurned = false
    private var isPaused = false
    private var end: SagaStatus?

    init(_ workflow: WorkflowDefinition, _ plan: StepPlan, _ entries: [Entry]) {
        self.workflow = workflow
        ranges = plan.ranges
        graph = StepGraph(workflow.steps)
        stepOf = plan.ranges.enumerated().flatMap { step, range in range.map { _ in step } }
        steps = stepOf.map { workflow.steps[$0] }
        instances = Array(repeating: Instance(), count: plan.instances.count)
        for (index, entry) in entries.enumerated() {
            check(entry.sequence == index + 1, "P2: a gap before entry \(entry.sequence)")
            check(end == nil, "P9: an entry after the end")
            take(entry)
        }
        checkEnd()
    }

    private mutating func check(_ isKept: Bool, _ problem: @autoclosure () -> String) {
        if !isKept { problems.append(problem()) }
    }

    private mutating func take(_ entry: Entry) {
        switch entry.fact {
        case .attemptStarted(let attempt): start(attempt, at: entry.time)
        case .attemptEnded(let attempt, let result): finish(attempt, result)
        case .attemptInterrupted(let attempt, _):
            land(attempt)
            if attempt.kind == .action, hasEffect(attempt.step) { doubt(attempt.step) }
        case .stepSettled(let index, let settlement, _): settle(index, settlement)
        case .sagaRetried: for index in instances.indices { instances[index].retryAt = nil }
        case .compensationStarted:
            hasTurned = true
            for index in instances.indices { instances[index].retryAt = nil }
            check(isNothingFlying, "P6: it turned with calls under way")
            check(!hasPivotSucceeded, "P8: it turned after its pivot")
        case .sagaParked:
            let waits = instances.indices.filter { instances[$0].flying != nil }
            check(waits.allSatisfy(isPause), "it was parked with calls under way")
        case .operatorDecided(let decision, _, _): decide(decision)
        case .sagaAbandoned: end = .abandoned
        case .sagaCompleted: end = .completed
        case .sagaCompensated: end = .compensated
        default: break
        }
    }

    private mutating func start(_ attempt: Attempt, at time: Timestamp) {
        let index = attempt.step
        let name = "\(attempt.kind) of \(steps[index].id) (\(index))"
        let number = instances[index].numbers[attempt.kind, default: 0] + 1
        check(instances[index].flying == nil, "two calls of one step: \(name)")
        check(!isPaused, "\(name) was begun while the saga was paused")
        check(attempt.number == number, "the tries of \(name) are not numbered in order")
        if let retryAt = instances[index].retryAt {
            check(retryAt <= time, "P12: \(name) was tried too early")
        }
        instances[index].numbers[attempt.kind] = number
        instances[index].flying = attempt.kind
        let beside = ranges[stepOf[index]].filter { instances[$0].flying != nil }.count
        check(beside <= steps[index].parallel, "more than 'parallel' of \(name)")
        switch attempt.kind {
        case .before, .action: startForward(attempt, name)
        case .probe: break
        case .compensation: startBackward(index, name)
        }
    }

    private mutating func startForward(_ attempt: Attempt, _ name: String) {
        check(!hasTurned, "P6: \(name) after it turned")
        let step = stepOf[attempt.step]
        for other in ranges.indices where graph.isBefore(other, step) {
            let isMet = ranges[other].allSatisfy(isPassed)
            let need = workflow.steps[other].id
            check(isMet, "P6: \(name) before \(need) was done")
        }
        guard attempt.kind == .action else { return }
        instances[attempt.step].hasStarted = true
        instances[attempt.step].hasFailed = false
    }

    private mutating func startBackward(_ index: Int, _ name: String) {
        check(hasTurned, "P7: \(name) before it turned")
        check(instances[index].mayBeDone, "P7: \(name), which has nothing to undo")
        check(!instances[index].isUndone, "P7: \(name), which is undone")
        let step = stepOf[index]
        for other in ranges.indices where graph.isBefore(step, other) {
            let isMet = ranges[other].allSatisfy(isGone)
            let later = workflow.steps[other].id
            check(isMet, "P7: \(name) before \(later) was undone")
        }
    }

    private mutating func land(_ attempt: Attempt) {
        let flying = instances[attempt.step].flying
        check(flying == attempt.kind, "an outcome of what was not under way")
        instances[attempt.step].flying = nil
    }

    private mutating func finish(_ attempt: Attempt, _ result: AttemptResult) {
        let index = attempt.step
        land(attempt)
        instances[index].retryAt = result.retryAt
        switch (attempt.kind, result.outcome) {
        case (.action, .succeeded):
            instances[index].isDone = true
            instances[index].mayBeDone = true
        case (.action, .rejected): instances[index].hasFailed = true
        case (.action, .unknown): if hasEffect(index) { doubt(index) }
        case (.compensation, .succeeded):
            instances[index].compensations += 1
            // What may arrive after its undo is only undone once a probe has looked again.
            let isSure = !instances[index].isDoubtful || steps[index].probe == nil
            instances[index].isUndone = isSure
        case (.probe, _):
            if hasTurned, result.applied == true { instances[index].wasFoundAgain = true }
        default: break
        }
    }

    private mutating func settle(_ index: Int, _ settlement: Settlement) {
        instances[index].retryAt = nil
        switch settlement {
        case .succeeded: instances[index].isDone = true
        case .skipped:
            instances[index].isDone = true
            check(!instances[index].hasStarted, "what was tried was skipped")
        case .rejected:
            instances[index].hasFailed = true
            instances[index].mayBeDone = false
            instances[index].isDoubtful = false
        case .unknown: instances[index].hasFailed = true
        case .compensated: instances[index].isUndone = true
        }
    }

    private mutating func decide(_ decision: OperatorDecision) {
        if let index = decision.step {
            check(instances[index].flying == nil, "what is under way was decided upon: \(index)")
            instances[index].retryAt = nil
        }
        switch decision {
        case .skip(let index):
            check(!hasTurned, "skipped after it turned")
            check(!instances[index].mayBeDone, "what may be done was skipped")
            instances[index].isDone = true
            instances[index].isSkipped = true
        case .unskip(let index):
            check(instances[index].isSkipped, "what was not skipped was unskipped")
            for other in ranges.indices where graph.isBefore(stepOf[index], other) {
                let isBegun = ranges[other].contains { instances[$0].hasStarted }
                check(!isBegun, "unskipped after what comes next was begun")
            }
            instances[index].isDone = false
            instances[index].isSkipped = false
        case .settle(let index, .succeeded):
            check(instances[index].mayBeDone, "what was not done was settled")
            if hasTurned {
                instances[index].isUndone = true
            } else {
                instances[index].isDone = true
            }
        case .settle(let index, .rejected): settle(index, .rejected)
        case .forward(let index):
            check(hasTurned && instances[index].mayBeDone, "what is not to be undone was left")
            instances[index].isUndone = true
        case .pause: isPaused = true
        case .unpause: isPaused = false
        case .edit, .compensate: break
        }
    }

    private mutating func doubt(_ index: Int) {
        instances[index].mayBeDone = true
        instances[index].isDoubtful = true
    }

    private mutating func checkEnd() {
        guard let end else { return problems.append("P13: it has no end") }
        if end == .abandoned {
            check(
                instances.indices.allSatisfy { instances[$0].flying == nil || isPause($0) },
                "it was abandoned with calls under way")
            return
        }
        check(isNothingFlying, "it ended with calls under way")
        for (index, instance) in instances.enumerated() {
            let name = "\(steps[index].id) (\(index))"
            if end == .completed { check(isPassed(index), "\(name) is not done") }
            guard end == .compensated else { continue }
            check(isGone(index), "P7: \(name) is not undone")
            if !instance.hasStarted {
                check(instance.compensations == 0, "P7: \(name) never started, and was undone")
            }
            if !instance.wasFoundAgain {
                check(instance.compensations <= 1, "P7: \(name) was undone more than once")
            }
        }
    }

    // MARK: What the entries say

    private func hasEffect(_ index: Int) -> Bool { steps[index].action.operation.hasEffect }

    private var isNothingFlying: Bool { instances.allSatisfy { $0.flying == nil } }

    private func isPause(_ index: Int) -> Bool {
        switch steps[index].action.operation {
        case .sleep, .signal: true
        default: false
        }
    }

    private var hasPivotSucceeded: Bool {
        instances.indices.contains {
            steps[$0].recovery == .pivot && instances[$0].isDone && instances[$0].hasStarted
        }
    }

    /// Whether what comes after it may start.
    private func isPassed(_ index: Int) -> Bool {
        let policy = steps[index].onFailure ?? workflow.onFailure
        return instances[index].isDone || policy == .continue && instances[index].hasFailed
    }

    /// Whether there is nothing (left) to undo.
    private func isGone(_ index: Int) -> Bool {
        !instances[index].mayBeDone || instances[index].isUndone
            || steps[index].compensation == nil
    }
}
