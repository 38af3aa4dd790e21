import Foundation

extension Bench {
    /// The engine without a disk, and without requests.
    func measureParts() throws {
        let disk = try load("lmdb", sagas: count(40_000))
        let memory = try load("memory", sagas: count(40_000))
        table.add(
            "2", "sagas, 256 in flight, journal on disk", try disk["sagasPerSecond"], "/s",
            against: ("journal in memory", try memory["sagasPerSecond"]), .atLeast(0.8))
        let instant = try load("lmdb", sagas: count(100_000), options: ["--instant"])
        table.add(
            "1", "sagas without requests", try instant["sagasPerSecond"], "/s", .atLeast(60_000))
        table.add("", "CPU a saga without requests", try instant["cpuMicroseconds"], "µs")
    }

    /// Calls of malloc and its kin, by a library that is preloaded: what more sagas need more.
    func measureAllocations() throws {
        let few = try allocations(of: 1_000)
        let many = try allocations(of: 6_000)
        table.add(
            "4", "heap allocations a saga", (many.calls - few.calls) / 5_000, "", .atMost(60))
        table.add("", "bytes allocated a saga", (many.bytes - few.bytes) / 5_000, "")
    }

    func load(
        _ store: String, sagas: Int, options: [String] = [], environment: [String: String] = [:]
    ) throws -> Figures {
        let journal = newJournal()
        defer { remove(journal) }
        return try own(
            [
                "load", "--store", store, "--journal", journal, "--cluster", nodes.clusterFile,
                "--workflow", workflow, "--sagas", "\(sagas)", "--first",
                "\(groups(sagas).lowerBound)",
            ] + options, environment: environment
        ).figures()
    }

    private func allocations(of sagas: Int) throws -> (calls: Double, bytes: Double) {
        let journal = newJournal()
        let counters = directory + "/allocations"
        defer {
            remove(journal)
            remove(counters)
        }
        _ = try submit(
            sagas, inFlight: 256, journal: journal,
            environment: ["LD_PRELOAD": tools.allocations, "ALLOCATIONS": counters])
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: counters)))
        guard bytes.count >= 16 else { throw BenchmarkFailure("no allocations were counted") }
        let numbers = [0, 8].map { start in
            bytes[start..<start + 8].reversed().reduce(0.0) { $0 * 256 + Double($1) }
        }
        return (numbers[0], numbers[1])
    }
}
