import Foundation

/// Where everything is that is run, and where its files are made.
final class Bench {
    struct Tools {
        var sagactl: String
        var groupcluster: String
        /// The C programs of `Benchmarks/Limits`.
        var nodes: String
        var limits: String
        var allocations: String
        /// This program.
        var own: String
    }

    let tools: Tools
    let directory: String
    let workflow: String
    let large: Bool
    /// How much less is done than usual, for a first look.
    let scale: Double
    let nodes: NodesProcess
    let table: ResultTable
    private var nextGroup = 0
    private var nextJournal = 0

    init(
        tools: Tools, directory: String, workflow: String, large: Bool, scale: Double,
        table: ResultTable
    ) throws {
        self.tools = tools
        self.directory = directory
        self.workflow = workflow
        self.large = large
        self.scale = scale
        self.table = table
        nodes = try NodesProcess(tools.nodes, ["3"], clusterFile: directory + "/cluster.yaml")
    }

    func count(_ usual: Int) -> Int { max(100, Int(Double(usual) * scale)) }

    /// The path of a journal that is not there yet.
    func newJournal() -> String {
        nextJournal += 1
        return "\(directory)/journal-\(nextJournal)"
    }

    func remove(_ journal: String) {
        try? FileManager.default.removeItem(atPath: journal)
    }

    /// Numbers of groups that no saga has had.
    func groups(_ count: Int) -> ClosedRange<Int> {
        defer { nextGroup += count }
        return nextGroup...nextGroup + count - 1
    }

    /// Runs the command as a user does.
    func sagactl(
        _ arguments: [String], journal: String, environment: [String: String] = [:],
        silent: Bool = false
    ) throws -> ProgramRun {
        try ProgramRun(
            tools.sagactl, arguments,
            environment: settings(journal: journal).merging(environment) { $1 }, silent: silent)
    }

    /// The variables of a command that works on a journal.
    func environment(journal: String) -> [String: String] {
        ProcessInfo.processInfo.environment.merging(settings(journal: journal)) { $1 }
    }

    private func settings(journal: String) -> [String: String] {
        ["SAGA_JOURNAL": journal, "SAGA_CLUSTER": nodes.clusterFile]
    }

    /// Submits sagas, and waits until all of them have completed.
    func submit(
        _ count: Int, inFlight: Int, journal: String, environment: [String: String] = [:],
        options: [String] = []
    ) throws -> ProgramRun {
        let groups = groups(count)
        let run = try sagactl(
            [
                "submit", workflow, "--range", "groupId=\(groups.lowerBound)..\(groups.upperBound)",
                "--job", "bench-\(groups.lowerBound)", "-o", "json", "-q",
            ] + Self.flow(inFlight: inFlight) + options, journal: journal, environment: environment
        ).succeeded("sagactl submit")
        return try options.contains("--detach") ? run : run.completing(count)
    }

    /// Runs what is unfinished, and checks that all of it has completed.
    func resume(_ count: Int, journal: String) throws -> ProgramRun {
        try sagactl(
            ["resume", "-o", "json", "-q"] + Self.flow(inFlight: 256), journal: journal
        ).succeeded("sagactl resume").completing(count)
    }

    /// As many in flight as are asked for: none is started and left to wait for a node.
    private static func flow(inFlight: Int) -> [String] {
        ["-j", "\(inFlight)", "--per-node", "\(max(64, inFlight))"]
    }

    func own(
        _ arguments: [String], environment: [String: String] = [:]
    ) throws -> ProgramRun {
        let all = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        return try ProgramRun(tools.own, arguments, environment: all).succeeded(arguments[0])
    }

    func limits(_ arguments: [String]) throws -> Figures {
        try ProgramRun(tools.limits, arguments).succeeded("limits").figures()
    }

    static func fileSize(_ path: String) -> Double {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.size] as? NSNumber)?.doubleValue ?? 0
    }
}
