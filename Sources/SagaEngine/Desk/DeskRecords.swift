internal import Foundation
public import Journal
internal import Steps

/// Pauses and the operators' log, as records of the journal.
public enum DeskRecords {
    private static let pausePrefix = "pause/"
    private static let notePrefix = "operator/"
    private static let digits = 12

    /// What is paused, in order of what it is.
    public static func pauses(in journal: any JournalReading) throws -> [Pause] {
        try journal.records(prefix: pausePrefix).map { try decode(Pause.self, $0) }
            .sorted { ($0.scope.word, $0.scope.name) < ($1.scope.word, $1.scope.name) }
    }

    /// What operators did to jobs, workflows and nodes, in order.
    public static func notes(in journal: any JournalReading) throws -> [OperatorNote] {
        try journal.records(prefix: notePrefix).map { try decode(OperatorNote.self, $0) }
    }

    /// Writes a pause down, or takes it away.
    static func write(_ pause: Pause?, of scope: Pause.Scope) throws -> JournalWrite {
        // A name can be longer than that of a record.
        let hash = ContentHash(of: Array("\(scope)".utf8)).bytes
        let name = hash.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return .put(record: pausePrefix + name, bytes: try pause.map(encode))
    }

    /// Writes a line of the log.
    static func write(_ note: OperatorNote) throws -> JournalWrite {
        let number = "\(note.number)"
        let padding = String(repeating: "0", count: max(0, digits - number.count))
        return .put(record: notePrefix + padding + number, bytes: try encode(note))
    }

    /// The form of a record: a version beside what it holds.
    private struct Versioned<Content: Codable>: Codable {
        var version: Int
        var content: Content
    }

    private static let version = 1

    private static func encode(_ content: some Codable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(Versioned(version: version, content: content)))
    }

    private static func decode<Content: Codable>(
        _: Content.Type, _ record: (name: String, bytes: [UInt8])
    ) throws -> Content {
        do {
            let found = try JSONDecoder().decode(
                Versioned<Content>.self, from: Data(record.bytes))
            guard found.version == version else {
                throw JournalError(
                    .unknownFormat,
                    "the record '\(record.name)' has version \(found.version); use the version of "
                        + "sagactl that wrote it, or a newer one")
            }
            return found.content
        } catch let error as JournalError {
            throw error
        } catch {
            throw JournalError(.damaged, "the record '\(record.name)' cannot be read: \(error)")
        }
    }
}
