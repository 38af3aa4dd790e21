extension Bench {
    /// More shards of event loops, and what all of them share.
    func measureGrowth() throws {
        var one: Double?
        for shards in [1, 2, 4] {
            // As many loops, even on fewer processors.
            let figures = try load(
                "lmdb", sagas: count(40_000), options: ["--shards", "\(shards)"],
                environment: ["NIO_SINGLETON_GROUP_LOOP_COUNT": "4"])
            let rate = try figures["sagasPerSecond"]
            let name = shards == 1 ? "1 shard" : "\(shards) shards"
            table.add(
                shards == 1 ? "10" : "", "sagas, \(name)", rate, "/s",
                against: one.map { ("1 shard", $0) })
            table.add("", "CPU a saga, \(name)", try figures["cpuMicroseconds"], "µs")
            table.add("", "of it event loops, \(name)", try figures["loopMicroseconds"], "µs")
            if shards == 1 {
                one = rate
                try addShared(figures)
            }
        }
    }

    /// What each of a few threads could do if the others were without limit.
    private func addShared(_ figures: Figures) throws {
        for (name, field) in [
            ("one event loop", "loopMicroseconds"), ("the journal's thread", "journalMicroseconds"),
            ("the archive's thread", "archiveMicroseconds"),
        ] {
            let time = try figures[field]
            table.add("", "CPU a saga of \(name)", time, "µs")
            table.add("", "sagas that \(name) would allow", 1e6 / time, "/s")
        }
    }
}
