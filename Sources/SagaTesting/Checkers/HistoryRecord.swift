internal import Foundation
public import Steps

/// An entry of a saga as `sagactl journal export` prints it, one JSON object a line.
public struct HistoryRecord: Hashable, Sendable {
    /// The types of entries, by the names used in output.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        case sagaAccepted, sagaStarted
        case attemptStarted, attemptEnded, attemptInterrupted, stepSettled
        case compensationStarted, sagaParked, sagaRetried
        case sagaCompleted, sagaCompensated, sagaAbandoned

        /// Whether nothing comes after an entry of this type.
        public var isTerminal: Bool {
            switch self {
            case .sagaCompleted, .sagaCompensated, .sagaAbandoned: true
            default: false
            }
        }
    }

    /// The saga.
    public var saga: String
    /// Its place in the saga's history, from 1.
    public var sequence: Int
    /// When it was decided.
    public var time: Timestamp
    /// What happened.
    public var type: Kind
    /// The step and node that it is about, if it is about one.
    public var instance: StepInstance?
    /// Why the request was sent, if the entry is about one.
    public var call: CallKind?
    /// The number of the try.
    public var attempt: Int?
    /// The outcome of a try, or how a step was settled.
    public var outcome: String?
    /// The status code of the reply.
    public var status: Int?
    /// What happened, for people.
    public var detail: String?
    /// The hash of the entry.
    public var hash: String?

    /// Puts a record together.
    public init(
        saga: String, sequence: Int, time: Timestamp, type: Kind, instance: StepInstance? = nil,
        call: CallKind? = nil, attempt: Int? = nil, outcome: String? = nil, status: Int? = nil,
        detail: String? = nil, hash: String? = nil
    ) {
        self.saga = saga
        self.sequence = sequence
        self.time = time
        self.type = type
        self.instance = instance
        self.call = call
        self.attempt = attempt
        self.outcome = outcome
        self.status = status
        self.detail = detail
        self.hash = hash
    }

    /// Reads an export: one JSON object a line.
    ///
    /// - Throws: a decoding error if a line is not as documented.
    public static func records(inLines text: String) throws -> [HistoryRecord] {
        try JSONLines.decode(text)
    }
}

extension HistoryRecord: Decodable {
    private enum Key: String, CodingKey {
        case saga, seq, time, type, step, attempt, outcome, status, node, detail, hash, kind
    }

    /// Reads one line's object.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        saga = try values.decode(String.self, forKey: .saga)
        sequence = try values.decode(Int.self, forKey: .seq)
        time = try Timestamp(iso8601In: values, .time)
        type = try values.decode(Kind.self, forKey: .type)
        let step = try values.decodeIfPresent(String.self, forKey: .step)
        let node = try values.decodeIfPresent(String.self, forKey: .node)
        if let step, let node { instance = StepInstance(step: step, node: node) }
        let kind = try values.decodeIfPresent(String.self, forKey: .kind)
        call = try kind.map { word in
            guard let call = CallKind.allCases.first(where: { $0.description == word }) else {
                throw DecodingError.dataCorruptedError(
                    forKey: .kind, in: values, debugDescription: "unknown kind '\(word)'")
            }
            return call
        }
        attempt = try values.decodeIfPresent(Int.self, forKey: .attempt)
        outcome = try values.decodeIfPresent(String.self, forKey: .outcome)
        status = try values.decodeIfPresent(Int.self, forKey: .status)
        detail = try values.decodeIfPresent(String.self, forKey: .detail)
        hash = try values.decodeIfPresent(String.self, forKey: .hash)
    }
}
