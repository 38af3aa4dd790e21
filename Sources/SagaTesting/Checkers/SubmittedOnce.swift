/// P1: every acknowledged submission is there exactly once.
public struct SubmittedOnce: PromiseChecker {
    /// The promise's name.
    public let promise = "P1"

    /// Creates the checker.
    public init() {}

    /// Finds submissions that are lost, doubled, or listed without a history.
    public func complaints(about evidence: Evidence) -> [String] {
        let listed = Dictionary(
            grouping: evidence.sagas, by: { Evidence.Submission(job: $0.job, key: $0.key) })
        var complaints: [String] = []
        for (submission, sagas) in listed where sagas.count > 1 {
            let ids = sagas.map(\.id).sorted().joined(separator: ", ")
            complaints.append("job \(submission.job) has key \(submission.key) twice: \(ids)")
        }
        for submission in evidence.acknowledged where listed[submission] == nil {
            complaints.append(
                "job \(submission.job), key \(submission.key) was acknowledged and is lost")
        }
        let ids = Set(evidence.sagas.map(\.id))
        let withHistory = Set(evidence.history.map(\.saga))
        complaints += ids.subtracting(withHistory).map { "saga \($0) is listed without a history" }
        complaints += withHistory.subtracting(ids).map { "saga \($0) has a history, unlisted" }
        if evidence.sagas.count != ids.count { complaints.append("a saga is listed twice") }
        return complaints.sorted()
    }
}
