import Foundation

/// What a run found, for programs.
struct Report: Codable {
    var seed: UInt64
    var recordings = 0
    /// Images that were recovered from.
    var images = 0
    /// Images that differ from all others of their worker.
    var distinctImages = 0
    /// Images of a journal in the making.
    var creationImages = 0
    var seconds = 0.0
    var syncs = SyncCounts()
    var violations: [Violation] = []

    /// Syncs per commit of the journal.
    var syncsPerCommit: Double {
        syncs.commits == 0 ? 0 : Double(syncs.syncs) / Double(syncs.commits)
    }

    /// The table for people.
    var table: String {
        let rows = [
            ("recordings", "\(recordings)"),
            ("images recovered from", "\(images), \(distinctImages) distinct"),
            ("of a journal in the making", "\(creationImages)"),
            ("acknowledged entries", "\(syncs.acknowledgements)"),
            ("commits of the journal", "\(syncs.commits)"),
            (
                "syncs per commit",
                "\((syncsPerCommit * 100).rounded() / 100), fewest \(syncs.fewest)"
            ),
            ("commits of the archive", "\(syncs.stores)"),
            ("images that break a promise", "\(violations.count { $0.image != nil })"),
            ("breaches of the sync rule", "\(violations.count { $0.image == nil })"),
            ("seconds", "\((seconds * 10).rounded() / 10)"),
        ]
        return rows.map { name, value in
            name.padding(toLength: 30, withPad: " ", startingAt: 0) + value + "\n"
        }.joined()
    }

    func write(to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try encoder.encode(self).write(to: URL(filePath: path))
    }
}
