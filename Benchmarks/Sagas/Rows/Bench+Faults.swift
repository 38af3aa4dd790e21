import Foundation

extension Bench {
    /// A hundred groups on nodes that fail every fifth time, and where that time goes.
    func measureFaults() throws {
        let journal = newJournal()
        let database = directory + "/faults.db"
        defer {
            remove(journal)
            for end in ["", "-wal", "-shm"] { remove(database + end) }
        }
        let faulty = try NodesProcess(
            tools.groupcluster,
            [
                "--nodes", "3", "--port", "0", "--random-behavior", "0.2", "--fault", "mixed",
                "--seed", "7",
                "--database", database,
            ], clusterFile: directory + "/faulty.yaml")
        defer { faulty.stop() }
        let run = try sagactl(
            [
                "submit", workflow, "--range", "groupId=1..100", "-j", "16", "-o", "json", "-q",
            ], journal: journal, environment: ["SAGA_CLUSTER": faulty.clusterFile], silent: true
        ).succeeded("sagactl submit", with: [0, 3])
        table.add("9", "100 creates, a fifth of the calls fail", run.seconds, "s")
        let archive = ArchiveFile(journal: journal)
        let longest = try archive.sum(Self.longest) / 1_000
        table.add(
            "9", "of which the saga that took longest", longest, "s",
            against: ("the whole run", run.seconds))
        table.add(
            "9", "of which it waited for nodes", try archive.sum(Self.calls) / 1_000, "s",
            against: ("its time", longest))
        table.add(
            "9", "of which it paused between tries",
            longest - (try archive.sum(Self.calls) / 1_000), "s", against: ("its time", longest))
        table.add("9", "CPU in all", run.processorSeconds, "s", against: ("the run", run.seconds))
    }

    private static let longest = "SELECT max(ended_at - started_at) FROM sagas"
    private static let calls = """
        SELECT sum(ended_at - started_at) FROM attempts WHERE number =
            (SELECT number FROM sagas ORDER BY ended_at - started_at DESC LIMIT 1)
        """
}
