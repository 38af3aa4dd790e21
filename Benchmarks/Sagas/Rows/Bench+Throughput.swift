extension Bench {
    /// Sagas of three steps with the real command, beside the loops in C.
    func measureThroughput(_ machine: MachineLimits) throws {
        for (inFlight, usual) in [(1, 1_000), (16, 5_000), (256, 40_000), (1_024, 40_000)] {
            try measureSagas(count(usual), inFlight: inFlight, machine)
        }
    }

    private func measureSagas(_ count: Int, inFlight: Int, _ machine: MachineLimits) throws {
        let arguments = [directory, "\(inFlight)", "\(count)"] + nodes.urls
        let file = try limits(["sagas", "file"] + arguments)
        let lmdb = try limits(["sagas", "lmdb"] + arguments)
        let journal = newJournal()
        defer { remove(journal) }
        let idle = try nodes.usage()
        let run = try submit(count, inFlight: inFlight, journal: journal)
        let served = try nodes.usage()
        let figures = try run.figures()
        let sagas = Double(count)
        let rate = sagas / (try figures["seconds"])
        let name = "\(inFlight) in flight"
        let isGoal = inFlight == 256
        table.add(
            isGoal ? "1" : "", "sagas, \(name)", rate, "/s",
            against: ("append-file loop", try file["sagasPerSecond"]),
            isGoal ? .atLeast(0.45) : nil)
        table.add(
            "", "sagas, \(name)", rate, "/s",
            against: ("LMDB loop", try lmdb["sagasPerSecond"]))
        table.add(
            isGoal ? "4" : "", "CPU a saga, \(name)", run.processorSeconds * 1e6 / sagas, "µs",
            against: ("append-file loop", try file["cpuMicroseconds"]))
        if isGoal {
            table.add(
                "4", "the same, by itself", run.processorSeconds * 1e6 / sagas, "µs", .atMost(60))
        }
        table.add(
            "", "CPU a saga of the nodes, \(name)",
            try (served["cpuMicroseconds"] - idle["cpuMicroseconds"]) / sagas, "µs")
        table.add(
            "", "entries a commit, \(name)", try figures["entries"] / figures["commits"], "")
        try addLatency(machine, figures, journal, inFlight: inFlight, sagas)
    }

    private func addLatency(
        _ machine: MachineLimits, _ figures: Figures, _ journal: String, inFlight: Int,
        _ sagas: Double
    ) throws {
        if inFlight == 1 {
            table.add(
                "3", "a saga, 1 in flight", try figures["seconds"] * 1_000 / sagas, "ms",
                against: (
                    "3 round trips + 4 commits", 3 * machine.roundTrip + 4 * machine.commit
                ), .atMost(1.3))
            return
        }
        let durations = try ArchiveFile(journal: journal).durations()
        let later = Array(durations.dropFirst(inFlight))
        // The first ones all begin at once, and wait for as many connections.
        for (name, durations) in [
            ("\(inFlight) in flight", durations), ("\(inFlight) in flight, after the first", later),
        ] {
            table.add(
                inFlight == 256 ? "3" : "", "p99 of a saga, \(name)", durations.quantile(0.99),
                "ms", against: ("p50", durations.quantile(0.5)),
                inFlight == 256 ? .atMost(2) : nil)
        }
    }
}
