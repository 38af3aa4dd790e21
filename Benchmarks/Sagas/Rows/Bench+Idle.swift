import Foundation

extension Bench {
    /// A server that has nothing to do, and how fast a command starts.
    func measureIdle() throws {
        let journal = newJournal()
        defer { remove(journal) }
        _ = try submit(count(1_000), inFlight: 64, journal: journal)
        table.add("8", "sagactl list", try time(["list"], journal: journal), "ms", .atMost(50))
        let server = Process()
        server.executableURL = URL(filePath: tools.sagactl)
        server.arguments = ["serve", "-q", "-o", "json"]
        server.environment = ProcessInfo.processInfo.environment.merging([
            "SAGA_JOURNAL": journal, "SAGA_CLUSTER": nodes.clusterFile,
        ]) { $1 }
        server.standardOutput = FileHandle.nullDevice
        server.standardError = FileHandle.nullDevice
        try server.run()
        defer {
            server.terminate()
            server.waitUntilExit()
        }
        Thread.sleep(forTimeInterval: 3)
        let before = try Self.processorSeconds(of: server.processIdentifier)
        let pause = 15.0
        Thread.sleep(forTimeInterval: pause)
        let used = try Self.processorSeconds(of: server.processIdentifier) - before
        table.add("8", "idle server, share of a core", used / pause * 100, "%", .atMost(0.5))
        let memory = MemoryWatch.present(of: server.processIdentifier) ?? .nan
        table.add("8", "idle server, memory", memory / 1_048_576, "MB", .atMost(60))
    }

    /// User and system time of a living process.
    private static func processorSeconds(of process: Int32) throws -> Double {
        let text = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        // The name in front may hold anything; behind it, fields 14 and 15 are times.
        let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...]
            .split(separator: " ").dropFirst()
        let ticks = fields.dropFirst(11).prefix(2).compactMap { Double($0) }.reduce(0, +)
        return ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
}
