import PowerLossImages
import Steps

/// Holds syncs against acknowledgements: nothing is acknowledged, and nothing is removed from the
/// journal, before a sync that began after the last write of its commit has succeeded.
struct SyncCheck {
    private struct Span {
        var begin: Int
        var end: Int?
        var syncs = 0
        /// One that removes what is gone already writes nothing, and has nothing to sync.
        var writes = false
    }

    private(set) var violations: [String] = []
    private var commits: [Int: Span] = [:]
    private var stores: [Int: Span] = [:]
    private var commitOfEntry: [Mark.Place: Int] = [:]
    private var storeOfSaga: [SagaID: Int] = [:]
    private var openCommit: Int?
    private var acknowledgements = 0
    /// The inodes of the journal's data file, and the syncs of it that are under way.
    private var journals: Set<UInt64> = []
    private var syncs: Set<UInt64> = []

    /// What is wrong once is wrong thousands of times.
    private static let violationsKept = 20

    /// Goes through a whole recording.
    init(_ recording: DiskRecording) throws {
        let marks = Dictionary(grouping: recording.marks) { $0.point }
        try PowerLossImages(of: recording).forEach(1...max(1, recording.events.count)) { disk in
            count(recording.events[disk.point - 1])
            for mark in marks[disk.point] ?? [] {
                if let mark = Mark(mark.line) { take(mark, at: disk) }
            }
        }
        violations = Array(violations.prefix(Self.violationsKept))
    }

    /// Counts the syncs of the journal's data file while a commit is under way.
    private mutating func count(_ event: DiskEvent) {
        switch event {
        case .opened(let path, let inode, _) where path.hasSuffix("/data.mdb"):
            journals.insert(inode)
        case .syncBegan(_, let inode, let sync), .wrote(let inode, _, _, .some(let sync)):
            if journals.contains(inode) { syncs.insert(sync) }
        case .syncEnded(let sync, let error):
            if syncs.remove(sync) != nil, error == 0, let openCommit {
                commits[openCommit]?.syncs += 1
            }
        default: break
        }
        if case .wrote(let inode, _, _, _) = event, journals.contains(inode), let openCommit {
            commits[openCommit]?.writes = true
        }
    }

    private mutating func take(_ mark: Mark, at disk: Disk) {
        switch mark {
        case .commitBegins(let number, let entries, let removals):
            commits[number] = Span(begin: disk.point)
            openCommit = number
            for entry in entries { commitOfEntry[entry] = number }
            for saga in removals { checkRemoval(of: saga, disk) }
        case .commitEnds(let number):
            commits[number]?.end = disk.point
            openCommit = nil
        case .storeBegins(let number, let sagas):
            stores[number] = Span(begin: disk.point)
            // One whose removal is not committed yet may be moved again; it is there already.
            for saga in sagas where !isStored(saga) { storeOfSaga[saga] = number }
        case .storeEnds(let number): stores[number]?.end = disk.point
        case .entry(let place, _):
            acknowledgements += 1
            checkAcknowledgement(of: place, disk)
        case .key, .record: break
        }
    }

    private func isStored(_ saga: SagaID) -> Bool {
        storeOfSaga[saga].flatMap { stores[$0]?.end } != nil
    }

    private mutating func checkAcknowledgement(of place: Mark.Place, _ disk: Disk) {
        let what = "event \(disk.point): entry \(place.sequence) of saga \(place.saga)"
        guard let commit = commitOfEntry[place].flatMap({ commits[$0] }), let end = commit.end
        else {
            return violations.append("\(what) was acknowledged before its commit had ended")
        }
        if commit.syncs == 0 {
            violations.append("\(what) was acknowledged, and its commit synced nothing")
        }
        if disk.hasPending(before: end, where: { $0.hasSuffix("/data.mdb") }) {
            violations.append("\(what) was acknowledged, and writes of its commit were not synced")
        }
    }

    private mutating func checkRemoval(of saga: SagaID, _ disk: Disk) {
        let what = "event \(disk.point): saga \(saga) was removed"
        guard let store = storeOfSaga[saga].flatMap({ stores[$0] }), let end = store.end else {
            return violations.append("\(what) before the archive had it")
        }
        let files = ["/archive.sqlite", "/archive.sqlite-wal", "/archive.sqlite-journal"]
        if disk.hasPending(before: end, where: { path in files.contains { path.hasSuffix($0) } }) {
            violations.append("\(what), and its row was not synced")
        }
    }

    /// The figures.
    var counts: SyncCounts {
        let synced = commits.values.filter { $0.end != nil && $0.writes }.map(\.syncs)
        return SyncCounts(
            commits: synced.count, syncs: synced.reduce(0, +), fewest: synced.min() ?? 0,
            stores: stores.values.count { $0.end != nil }, acknowledgements: acknowledgements)
    }
}
