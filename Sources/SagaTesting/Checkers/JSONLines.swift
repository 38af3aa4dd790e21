internal import Foundation
internal import Steps

/// Reads output of one JSON object a line.
enum JSONLines {
    static func decode<Record: Decodable>(_ text: String) throws -> [Record] {
        let decoder = JSONDecoder()
        return try text.split(separator: "\n").map { line in
            try decoder.decode(Record.self, from: Data(line.utf8))
        }
    }
}

extension Timestamp {
    /// Reads a time in ISO 8601 with milliseconds, in UTC.
    init<Key: CodingKey>(
        iso8601In values: KeyedDecodingContainer<Key>, _ key: Key
    ) throws {
        let text = try values.decode(String.self, forKey: key)
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        guard let date = try? style.parse(text) else {
            throw DecodingError.dataCorruptedError(
                forKey: key, in: values,
                debugDescription: "'\(text)' is no ISO 8601 time with fraction and zone")
        }
        self.init(rawValue: Int64((date.timeIntervalSince1970 * 1_000).rounded()))
    }
}
