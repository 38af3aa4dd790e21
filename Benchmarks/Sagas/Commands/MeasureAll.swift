import ArgumentParser
import Foundation

/// Measures everything, and prints one table.
struct MeasureAll: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "all", abstract: "Run every measurement, and print one table.")

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    enum Group: String, ExpressibleByArgument, CaseIterable {
        case throughput, parts, allocations, growth, bulk, recovery, archive, idle, faults
    }

    @Option(help: "The folder of sagactl and groupcluster.") var programs: String
    @Option(help: "The folder of the C programs.") var limits: String
    @Option(help: "The workflow, create-group on all nodes.") var workflow: String
    @Option(help: "Where journals are made: the disk that counts. It is removed at the end.")
    var directory: String
    @Flag(help: "Ten times as many sagas in the large rows; takes an hour.") var large = false
    @Option(help: "A part of the usual numbers, for a first look.") var scale = 1.0
    @Option(help: "Only this; may be repeated.") var only: [Group] = []
    @Option(name: .short, help: "Format of the table.") var output = Format.text

    func run() throws {
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let table = ResultTable(isJSON: output == .json)
        let bench = try Bench(
            tools: Bench.Tools(
                sagactl: programs + "/sagactl", groupcluster: programs + "/groupcluster",
                nodes: limits + "/nodes", limits: limits + "/limits",
                allocations: limits + "/allocations.so",
                own: try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")),
            directory: directory, workflow: workflow, large: large, scale: scale, table: table)
        defer { bench.nodes.stop() }
        table.note(Self.load)
        let machine = try bench.measureMachine()
        for group in only.isEmpty ? Group.allCases : only {
            switch group {
            case .throughput: try bench.measureThroughput(machine)
            case .parts: try bench.measureParts()
            case .allocations: try bench.measureAllocations()
            case .growth: try bench.measureGrowth()
            case .bulk: try bench.measureBulk()
            case .recovery: try bench.measureRecovery()
            case .archive: try bench.measureArchive()
            case .idle: try bench.measureIdle()
            case .faults: try bench.measureFaults()
            }
        }
        table.note(Self.load)
        try table.finish()
    }

    /// What else runs on the machine.
    private static var load: String {
        let text = (try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8)) ?? "?"
        let words = text.split(separator: " ").prefix(3).joined(separator: " ")
        return "processors: \(ProcessInfo.processInfo.activeProcessorCount), load: \(words)"
    }
}
