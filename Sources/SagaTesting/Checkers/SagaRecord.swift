public import Journal
public import Steps

/// A saga as `sagactl list -o jsonl` prints it.
public struct SagaRecord: Hashable, Sendable {
    /// The saga.
    public var id: String
    /// The name of its workflow.
    public var workflow: String
    /// Its key in its job.
    public var key: String
    /// The job that it belongs to.
    public var job: String
    /// Where it is in its life.
    public var status: SagaStatus
    /// When it was accepted.
    public var acceptedAt: Timestamp
    /// When it ended.
    public var endedAt: Timestamp?

    /// Puts a record together.
    public init(
        id: String, workflow: String, key: String, job: String, status: SagaStatus,
        acceptedAt: Timestamp, endedAt: Timestamp? = nil
    ) {
        self.id = id
        self.workflow = workflow
        self.key = key
        self.job = job
        self.status = status
        self.acceptedAt = acceptedAt
        self.endedAt = endedAt
    }

    /// Reads a list: one JSON object a line.
    ///
    /// - Throws: a decoding error if a line is not as documented.
    public static func records(inLines text: String) throws -> [SagaRecord] {
        try JSONLines.decode(text)
    }
}

extension SagaRecord: Decodable {
    private enum Key: String, CodingKey {
        case id, workflow, key, job, status, acceptedAt, endedAt
    }

    /// Reads one line's object.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        id = try values.decode(String.self, forKey: .id)
        workflow = try values.decode(String.self, forKey: .workflow)
        key = try values.decode(String.self, forKey: .key)
        job = try values.decode(String.self, forKey: .job)
        let word = try values.decode(String.self, forKey: .status)
        guard let status = SagaStatus(rawValue: word) else {
            throw DecodingError.dataCorruptedError(
                forKey: .status, in: values, debugDescription: "unknown status '\(word)'")
        }
        self.status = status
        acceptedAt = try Timestamp(iso8601In: values, .acceptedAt)
        endedAt =
            try values.decodeNil(forKey: .endedAt)
            ? nil : Timestamp(iso8601In: values, .endedAt)
    }
}
