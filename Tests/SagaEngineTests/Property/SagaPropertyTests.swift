import Journal
import Steps
import Testing

@testable import SagaEngine

/// Random workflows, driven at random, keep the promises.
@Suite struct SagaPropertyTests {
    private static let batch = 250

    @Test(arguments: 0..<16)
    func everyRunKeepsThePromises(batch: Int) throws {
        var ends: [SagaStatus: Int] = [:]
        for number in 0..<Self.batch {
            let seed = UInt64(batch * Self.batch + number)
            var run = try SagaRun(seed: seed)
            run.run()
            let problems = problems(of: run)
            #expect(problems.isEmpty, "seed \(seed)")
            ends[run.machine.status, default: 0] += 1
        }
        // A test that never gets anywhere would find nothing.
        #expect(ends[.completed, default: 0] > Self.batch / 10)
        #expect(ends[.compensated, default: 0] > Self.batch / 10)
    }

    @Test func theWorkflowsAreValid() throws {
        for seed in 0..<200 {
            let run = try SagaRun(seed: UInt64(seed))
            try WorkflowValidator.validate(run.machine.definition.workflow)
        }
    }

    private func problems(of run: SagaRun) -> [String] {
        let machine = run.machine
        let fold = PromiseFold(machine.definition.workflow, machine.plan, run.entries)
        return run.problems + fold.problems + contradictions(of: run)
    }

    /// What the nodes hold, against what the saga says of it.
    private func contradictions(of run: SagaRun) -> [String] {
        run.steps.indices.compactMap { index in
            let step = run.steps[index]
            guard step.action.operation.hasEffect else { return nil }
            let isThere = run.nodes.inEffect.contains(index)
            switch (run.machine.status, run.machine.steps[index].phase) {
            case (.abandoned, _), (_, .left): return nil
            case (.completed, .succeeded) where !isThere:
                return "\(step.id) (\(index)) succeeded, and is not in effect"
            case (_, .rejected) where isThere, (_, .skipped) where isThere,
                (.completed, .open) where isThere,
                (.compensated, _) where isThere && step.compensation != nil:
                return "\(step.id) (\(index)) is in effect, and should not be"
            default: return nil
            }
        }
    }
}
