import Bench
import SagaTesting
import Testing

extension Bench {
    /// Expects all promises to be kept; see ``violations(initial:acknowledged:after:comparesContents:)``.
    func checkPromises(
        initial: Evidence.Contents = [:], acknowledged: [Evidence.Submission] = [],
        comparesContents: Bool = true,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let violations = try await violations(
            initial: initial, acknowledged: acknowledged, comparesContents: comparesContents)
        #expect(violations == [], sourceLocation: sourceLocation)
    }
}
