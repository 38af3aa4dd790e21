/// How much was synced for how much that was written.
struct SyncCounts: Codable {
    /// Commits of the journal.
    var commits = 0
    /// Syncs that ended well while a commit was under way, writes that sync themselves included.
    var syncs = 0
    /// The fewest that any commit had.
    var fewest = 0
    /// Commits of the archive.
    var stores = 0
    /// Entries that were acknowledged.
    var acknowledgements = 0

    static func + (left: SyncCounts, right: SyncCounts) -> SyncCounts {
        SyncCounts(
            commits: left.commits + right.commits, syncs: left.syncs + right.syncs,
            fewest: left.commits == 0 ? right.fewest : min(left.fewest, right.fewest),
            stores: left.stores + right.stores,
            acknowledgements: left.acknowledgements + right.acknowledgements)
    }
}
