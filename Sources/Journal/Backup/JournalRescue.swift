internal import Foundation
internal import Steps

/// A backup of what is whole in a damaged journal.
struct JournalRescue {
    let directory: String
    let place: String

    /// The reason for which a saga is parked whose history may be cut off.
    private static let reason =
        "its history was damaged, and what came after this may be lost: look at the nodes, then "
        + "retry or abandon it"

    func run() throws -> BackupManifest {
        let salvage = try JournalSalvage(directory: directory)
        let settings = try salvage.settings()
        var rebuild = try JournalRebuild(
            in: place, identity: settings.identity, epoch: settings.epoch)
        let archive = try SQLiteArchive.open(directory: place)
        defer { archive.close() }
        var defined: Set<ContentHash> = []
        var damages = salvage.report.findings.map { finding in
            (finding.saga.map { "saga \($0)" } ?? finding.place ?? "journal") + ": " + finding.what
        }
        var finished = 0
        try salvage.sagas { saga in
            let definitions = saga.entries.compactMap(\.entry.fact.definition)
            let bodies = definitions.compactMap { hash in salvage.definition(hash) }
            guard let kept = Self.kept(saga, isCertain: salvage.isCertain(saga)),
                bodies.count == definitions.count, let definition = bodies.last
            else {
                return damages.append("saga \(saga.id): too little of it is left; it is not kept")
            }
            if kept.check.summary.status.isTerminal {
                finished += 1
                return try archive.store([
                    ArchivedSaga(
                        summary: kept.check.summary, entries: kept.stored, definition: definition,
                        earlierDefinitions: bodies.dropLast())
                ])
            }
            for (hash, json) in zip(definitions, bodies) where defined.insert(hash).inserted {
                try rebuild.define(hash, json)
            }
            try rebuild.add(kept.check, kept.stored)
        }
        for record in settings.records { try rebuild.put(record: record.name, record.bytes) }
        try rebuild.finish(highest: nil, removed: finished)
        return BackupManifest(
            createdAt: JournalBackup.now,
            identity: JournalTables.text(ofIdentity: settings.identity),
            epoch: settings.epoch, entries: rebuild.entries,
            unfinished: rebuild.sagas, finished: finished, damages: damages,
            journal: FileSeal(bytes: 0, sha256: ""))
    }

    /// The history that is kept of a saga; `nil` if it does not say what the saga is.
    private static func kept(
        _ saga: RescuedSaga, isCertain: Bool
    ) -> (check: SagaCheck, stored: [EncodedEntry])? {
        guard let check = try? SagaCheck(saga.stored), let last = saga.entries.last else {
            return nil
        }
        guard !isCertain, !check.summary.status.isTerminal, check.summary.status != .parked else {
            return (check, saga.stored)
        }
        let now = Timestamp(rawValue: Int64(Date().timeIntervalSince1970 * 1_000))
        let parked = Entry(
            saga: saga.id, sequence: last.entry.sequence + 1, time: max(now, last.entry.time),
            fact: .sagaParked(reason: reason))
        let stored = saga.stored + [EntryCodec.encode(parked, previous: last.hash).encoded]
        return (try? SagaCheck(stored)).map { ($0, stored) }
    }
}
