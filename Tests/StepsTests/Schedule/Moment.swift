import Foundation
import Steps

extension Timestamp {
    /// A moment as it is written in tables: `2026-03-29T03:00:00+02:00`.
    init(_ text: String) throws {
        let date = try Date(text, strategy: .iso8601)
        self.init(rawValue: Int64(date.timeIntervalSince1970) * 1_000)
    }
}
