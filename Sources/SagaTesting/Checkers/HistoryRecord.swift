internal import Foundation
public import Steps

/// An entry of a saga as `sagactl journal export` prints it, one JSON object a line.
public struct HistoryRecord: Hashable, Sendable {
    /// The types of entries, by the names used in output.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        case sagaAccepted, sagaStarted
        case attemptStarted, attemptEnded, attemptInterrupted, stepSettled
        case signalReceived, cancelRequested, definitionMigrated
        case compensationStarted, sagaParked, sagaRetried, operatorDecided
        case sagaCompleted, sagaCompensated, sagaAbandoned

        /// Whether nothing comes after an entry of this type.
        public var isTerminal: Bool {
            switch self {
            case .sagaCompleted, .sagaCompensated, .sagaAbandoned: true
            default: false
            }
        }
    }

    /// What an operator decided.
    public struct Decision: Hashable, Sendable, Decodable {
        /// The kinds of decisions, by the names used in output.
        public enum Word: String, Hashable, Sendable, Decodable {
            case skip, unskip, settle, edit, compensate, forward, pause, unpause

            /// Whether a parked saga goes on with it.
            var sendsOn: Bool { self == .settle || self == .compensate || self == .forward }
        }

        /// What was decided.
        public var decision: Word
        /// By whom.
        public var by: String

        /// Puts a decision together.
        public init(_ decision: Word, by: String) {
            self.decision = decision
            self.by = by
        }
    }

    /// How a saga went on with another version of its workflow.
    public struct Migration: Hashable, Sendable, Decodable {
        /// The version that it goes by from here on.
        public var definition: String
        /// The ids of old steps, with those of new ones, where they differ.
        public var renamed: [String: String]

        /// Names a version.
        public init(definition: String, renamed: [String: String] = [:]) {
            self.definition = definition
            self.renamed = renamed
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
    /// The instance that it is about, if it is about one, by its name at that time.
    public var instance: InstanceName?
    /// Why the call was made, if the entry is about one.
    public var call: CallKind?
    /// The number of the try.
    public var attempt: Int?
    /// The outcome of a try, or how a step was settled.
    public var outcome: String?
    /// The status code of the reply.
    public var status: Int?
    /// For an answered probe: whether the action is in effect.
    public var applied: Bool?
    /// What happened, for people.
    public var detail: String?
    /// The hash of the entry.
    public var hash: String?
    /// For a `sagaAccepted`: what the saga is.
    public var acceptance: AcceptanceRecord?
    /// For a `definitionMigrated`: to what.
    public var migration: Migration?
    /// For an `operatorDecided`: what.
    public var decision: Decision?

    /// Puts a record together.
    public init(
        saga: String, sequence: Int, time: Timestamp, type: Kind, instance: InstanceName? = nil,
        call: CallKind? = nil, attempt: Int? = nil, outcome: String? = nil, status: Int? = nil,
        applied: Bool? = nil, detail: String? = nil, hash: String? = nil,
        acceptance: AcceptanceRecord? = nil, migration: Migration? = nil,
        decision: Decision? = nil
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
        self.applied = applied
        self.detail = detail
        self.hash = hash
        self.acceptance = acceptance
        self.migration = migration
        self.decision = decision
    }
}

extension HistoryRecord: Decodable {
    private enum Key: String, CodingKey {
        case saga, seq, time, type, instance, kind, attempt, outcome, status, applied, detail, hash
        case acceptance, migration, decision
    }

    /// Reads one line's object.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Key.self)
        saga = try values.decode(String.self, forKey: .saga)
        sequence = try values.decode(Int.self, forKey: .seq)
        time = try Timestamp(iso8601In: values, .time)
        type = try values.decode(Kind.self, forKey: .type)
        instance = try Self.read(.instance, in: values) { InstanceName($0) }
        call = try Self.read(.kind, in: values) { CallKind(word: $0) }
        attempt = try values.decodeIfPresent(Int.self, forKey: .attempt)
        outcome = try values.decodeIfPresent(String.self, forKey: .outcome)
        status = try values.decodeIfPresent(Int.self, forKey: .status)
        applied = try values.decodeIfPresent(Bool.self, forKey: .applied)
        detail = try values.decodeIfPresent(String.self, forKey: .detail)
        hash = try values.decodeIfPresent(String.self, forKey: .hash)
        acceptance = try values.decodeIfPresent(AcceptanceRecord.self, forKey: .acceptance)
        migration = try values.decodeIfPresent(Migration.self, forKey: .migration)
        decision = try values.decodeIfPresent(Decision.self, forKey: .decision)
    }

    private static func read<Element>(
        _ key: Key, in values: KeyedDecodingContainer<Key>, _ element: (String) -> Element?
    ) throws -> Element? {
        guard let text = try values.decodeIfPresent(String.self, forKey: key) else { return nil }
        guard let element = element(text) else {
            throw DecodingError.dataCorruptedError(
                forKey: key, in: values, debugDescription: "'\(text)' is no \(key.rawValue)")
        }
        return element
    }
}
