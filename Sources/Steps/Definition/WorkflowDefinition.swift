internal import Crypto
internal import Foundation

/// A change as data: its inputs, its locks and its steps.
public struct WorkflowDefinition: Hashable, Sendable, Codable {
    /// The workflow's name.
    public var name: String
    /// One line for people.
    public var summary: String?
    /// What a submission has to give.
    public var inputs: [String: InputDefinition]
    /// The semantic locks that a saga holds while it runs.
    public var locks: [Template]
    /// How long a saga may run, from its start: after that it compensates, or is parked if it can
    /// only go forward.
    public var deadline: Milliseconds?
    /// What a saga does when a step has failed for good, unless the step says otherwise.
    public var onFailure: FailurePolicy
    /// When it is to run by itself, once it is registered for that.
    public var schedule: ScheduleDefinition?
    /// The steps; each needs the one before it, unless it says otherwise.
    public var steps: [StepDefinition]

    /// Puts a workflow together; ``WorkflowValidator`` says whether it makes sense.
    public init(
        name: String, summary: String? = nil, inputs: [String: InputDefinition] = [:],
        locks: [Template] = [], deadline: Milliseconds? = nil,
        onFailure: FailurePolicy = .compensate, schedule: ScheduleDefinition? = nil,
        steps: [StepDefinition]
    ) {
        self.name = name
        self.summary = summary
        self.inputs = inputs
        self.locks = locks
        self.deadline = deadline
        self.onFailure = onFailure
        self.schedule = schedule
        self.steps = steps
    }

    /// The definition as canonical JSON (keys in order): what is hashed and stored.
    public func canonicalJSON() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self))
    }

    /// Reads ``canonicalJSON()`` back.
    public init(canonicalJSON: [UInt8]) throws {
        self = try JSONDecoder().decode(WorkflowDefinition.self, from: Data(canonicalJSON))
    }
}

/// The SHA-256 of a definition's canonical JSON: the version that a saga is pinned to.
public struct ContentHash: Hashable, Sendable {
    /// 32 bytes.
    public let bytes: [UInt8]

    /// Wraps 32 bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    /// The hash of some content.
    public init(of content: [UInt8]) {
        bytes = Array(SHA256.hash(data: content))
    }
}

extension ContentHash: CustomStringConvertible {
    /// The first 12 hexadecimal digits, enough to tell versions apart.
    public var description: String {
        bytes.prefix(6).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }
}
