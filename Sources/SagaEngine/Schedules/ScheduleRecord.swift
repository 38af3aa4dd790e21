internal import Steps

internal import struct Foundation.Data

/// The stored form of a ``ScheduleState``: what has no JSON form of its own is text or Base64 here.
struct ScheduleRecord: Codable {
    /// Raised when an older engine could not read what a newer one stores.
    static let currentVersion = 1

    /// What is read before the rest, since another version may hold something else.
    struct Version: Decodable {
        let version: Int
    }

    private(set) var version = Self.currentVersion
    let name: String
    let workflow: String
    let workflowHash: Data
    let definition: ScheduleDefinition
    let isPaused: Bool
    let lastMoment: Timestamp
    let lastRun: String?
    let runs: Int
    let skipped: Int

    init(_ state: ScheduleState) {
        name = state.name
        workflow = state.workflow
        workflowHash = Data(state.workflowHash.bytes)
        definition = state.definition
        isPaused = state.isPaused
        lastMoment = state.lastMoment
        lastRun = state.lastRun?.description
        runs = state.runs
        skipped = state.skipped
    }
}
