/// What the machine can do, measured first.
struct MachineLimits {
    /// Milliseconds, on average.
    var sync: Double
    var commit: Double
    var roundTrip: Double
}

extension Bench {
    func measureMachine() throws -> MachineLimits {
        let sync = try limits(["sync", directory, "4"])
        let commit = try limits(["commit", directory, "\(count(2_000))"])
        let roundTrip = try limits(["round-trip", "\(count(5_000))", nodes.urls[0]])
        let machine = MachineLimits(
            sync: try sync["append.meanMicroseconds"] / 1_000,
            commit: try commit["commit.meanMicroseconds"] / 1_000,
            roundTrip: try roundTrip["roundTrip.meanMicroseconds"] / 1_000)
        table.add("", "sync of an appended block", machine.sync, "ms")
        table.add(
            "", "sync of a block written over",
            try sync["overwrite.meanMicroseconds"] / 1_000, "ms")
        table.add("", "commit of LMDB, two small records", machine.commit, "ms")
        table.add("", "round trip of a request", machine.roundTrip, "ms")
        return machine
    }
}
