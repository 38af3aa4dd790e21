import Steps

@testable import SagaEngine

extension Timestamp {
    /// A number of minutes after 1970.
    static func minute(_ minute: Double) -> Timestamp {
        Timestamp(rawValue: Int64(minute * 60_000))
    }
}

extension ScheduleState {
    /// A schedule that was registered at minute 10.
    static func sample(
        _ timing: ScheduleDefinition.Timing, overlap: ScheduleDefinition.Overlap = .skip,
        catchUp: Milliseconds = ScheduleDefinition.defaultCatchUp,
        inputs: [String: Value] = [:]
    ) throws -> ScheduleState {
        let definition = try ScheduleDefinition(
            timing, overlap: overlap, catchUp: catchUp, inputs: inputs)
        guard let hash = ContentHash(bytes: Array(0..<32)) else {
            throw ScheduleError("no hash")
        }
        return ScheduleState(
            name: "nightly", workflow: "tidy-up", workflowHash: hash, definition: definition,
            at: .minute(10))
    }
}
