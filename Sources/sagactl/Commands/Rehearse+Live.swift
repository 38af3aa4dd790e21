internal import Foundation
internal import SagaTesting
internal import Steps
internal import Workers

/// Rehearsing on real nodes.
extension Rehearse {
    func cluster(_ path: String) throws -> ClusterDefinition {
        let text = try TextFile.read(
            path, what: "cluster file", hint: "name the one of the nodes to rehearse on")
        return try ClusterDecoder.decode(text, file: path)
    }

    func rehearse(_ rehearsal: Rehearsal, against path: String) async throws {
        let cluster = try cluster(path)
        try rehearsal.workflow.check(in: cluster, inputs: try rehearsal.sampleInputs())
        let nodes = cluster.nodes.sorted { $0.key < $1.key }
            .map { "\($0.key) (\($0.value.endpoints.map(\.url).joined(separator: ", ")))" }
        Terminal.note(
            Terminal.safe(
                "This changes real nodes: \(nodes.joined(separator: "; ")). If the workflow is "
                    + "flawed, what it leaves behind stays there."))
        guard yes || isConfirmed() else {
            throw Failure(message: "nothing was done: say yes, or give --yes", status: .usage)
        }
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "rehearsal-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let http = try HTTPStepExecutor(cluster: cluster, connectionsPerEndpoint: 4)
        let live = LiveRehearsal(
            rehearsal, cluster: cluster,
            executor: RoutedStepExecutor(
                http: http, programs: ProgramStepExecutor(cluster: cluster)))
        let isQuiet = output.quiet
        let report = try await http.serving {
            try await live.run(directory: folder.path) { number, faults in
                guard !isQuiet else { return }
                let words = faults.map(\.description).joined(separator: ", ")
                Terminal.note(Terminal.safe("\(number): \(words)"))
            }
        }
        printer.print(report)
        if report.finding != nil { throw EndedWith(status: .error) }
    }

    /// Asks, where there is somebody to ask.
    private func isConfirmed() -> Bool {
        guard isatty(STDIN_FILENO) == 1 else { return false }
        Terminal.draw("Go on? Type yes: ")
        return readLine() == "yes"
    }
}
