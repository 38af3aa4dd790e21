import Bench
import SagaTesting
import Testing

extension Bench {
    /// Expects all promises to be kept, the journal to be sound, and nothing to be left to do.
    ///
    /// - Parameter initial: what the nodes held before the first saga.
    func checkPromises(
        initial: Evidence.Contents = [:], acknowledged: [Evidence.Submission] = [],
        comparesContents: Bool = true, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        var evidence = try await evidence(initial: initial, acknowledged: acknowledged)
        if !comparesContents { evidence.contents = [:] }
        let complaints = try await complaints(about: evidence)
        #expect(complaints == [], sourceLocation: sourceLocation)
    }
}
