internal import Foundation
internal import Journal
internal import SagaEngine
internal import Steps
internal import Synchronization

/// Counts how the sagas that the user asked for have ended, for progress and summary.
final class Scoreboard: Sendable {
    /// The figures at one moment.
    struct Counts: Sendable {
        /// Submissions, or sagas taken up again.
        var submitted = 0
        /// Submissions whose key the job had accepted before.
        var known = 0
        /// Those of them that had asked for something else.
        var conflicting = 0
        var completed = 0
        var compensated = 0
        var parked = 0
        var abandoned = 0
        /// Unfinished sagas found in the journal at the start.
        var recovered = 0
        /// How many of the started sagas have been read from the journal, while they are.
        var reading: (read: Int, total: Int)?

        var ended: Int { completed + compensated + parked + abandoned }

        mutating func add(_ status: SagaStatus) {
            switch status {
            case .completed: completed += 1
            case .compensated: compensated += 1
            case .parked: parked += 1
            case .abandoned: abandoned += 1
            case .accepted, .running, .compensating: break
            }
        }
    }

    private struct State {
        var counts = Counts()
        /// Sagas asked for, and not heard of yet.
        ///
        /// With how often: a job can name a key twice.
        var expected: [SagaID: Int] = [:]
        /// News that came before the receipt did.
        var early: [SagaID: SagaStatus] = [:]
        var problems: [String] = []
    }

    /// Problems that are shown one by one; more are only counted.
    static let shownProblems = 10

    private let job: String?
    private let state = Mutex(State())
    let startedAt = ContinuousClock.now

    /// Counts the sagas of one job, or of all.
    init(job: String?) {
        self.job = job
    }

    var counts: Counts { state.withLock { $0.counts } }

    var seconds: Double {
        let elapsed = ContinuousClock.now - startedAt
        return Double(elapsed.components.seconds)
            + Double(elapsed.components.attoseconds / 1_000_000_000_000_000) / 1_000
    }

    /// What went wrong, one line a saga, the first few.
    var problems: [String] { state.withLock { $0.problems } }

    /// Takes in that a saga ended or was parked.
    @Sendable func record(_ conclusion: Conclusion) {
        // A child counts with its parent.
        guard conclusion.parent == nil else { return }
        state.withLock { state in
            if conclusion.status != .completed, state.problems.count < Self.shownProblems {
                state.problems.append(
                    "\(conclusion.saga) \(conclusion.key): \(conclusion.status.rawValue): "
                        + conclusion.reason)
            }
            guard let job else { return state.counts.add(conclusion.status) }
            guard conclusion.job == job else { return }
            if let times = state.expected.removeValue(forKey: conclusion.saga) {
                for _ in 0..<times { state.counts.add(conclusion.status) }
            } else {
                state.early[conclusion.saga] = conclusion.status
            }
        }
    }

    /// Takes in that a saga was asked for.
    ///
    /// - Parameter status: where it was when the job had accepted its key before.
    func expect(_ receipt: Receipt, status: SagaStatus?) {
        state.withLock { state in
            state.counts.submitted += 1
            if !receipt.isNew { state.counts.known += 1 }
            if let early = state.early.removeValue(forKey: receipt.saga) {
                state.counts.add(early)
            } else if let status, status.isTerminal || status == .parked {
                state.counts.add(status)
            } else {
                state.expected[receipt.saga, default: 0] += 1
            }
        }
    }

    /// Takes in that a key was accepted before for something else: nothing was done for it now.
    func conflict(_ receipt: Receipt, key: String, with acceptance: Acceptance) {
        state.withLock { state in
            state.counts.submitted += 1
            state.counts.conflicting += 1
            guard state.problems.count < Self.shownProblems else { return }
            let inputs = acceptance.inputs.sorted { $0.key < $1.key }
                .map { "\($0.key)=\($0.value)" }.joined(separator: " ")
            state.problems.append(
                "\(receipt.saga) \(key): this job accepted the key before, as "
                    + "\(acceptance.workflow) \(inputs); nothing was done now")
        }
    }

    /// Takes in how many of the started sagas have been read.
    func reading(_ read: Int, of total: Int) {
        state.withLock { $0.counts.reading = (read, total) }
    }

    /// Takes in what the journal held at the start.
    func recovered(_ recovery: Recovery) {
        state.withLock { state in
            state.counts.reading = nil
            state.counts.recovered = recovery.unfinished
            if job == nil { state.counts.parked += recovery.parked.count }
        }
    }

    /// Takes in that a parked saga moves again.
    func retried() {
        state.withLock { state in
            state.counts.parked -= 1
            state.counts.recovered += 1
        }
    }
}
