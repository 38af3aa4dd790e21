import Foundation

/// Three nodes in a process of their own, and the cluster file that names them.
final class NodesProcess {
    let urls: [String]
    let clusterFile: String
    private let process = Process()

    /// Starts what prints `ready node01=URL …`, and waits for that.
    init(
        _ path: String, _ arguments: [String], clusterFile: String, extra: String = ""
    ) throws {
        self.clusterFile = clusterFile
        let pipe = Pipe()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.standardOutput = pipe
        try process.run()
        var line = ""
        while !line.hasSuffix("\n"), case let part = pipe.fileHandleForReading.availableData,
            !part.isEmpty
        {
            line += String(decoding: part, as: UTF8.self)
        }
        let nodes = line.split(whereSeparator: \.isWhitespace).dropFirst()
            .map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
        guard line.hasPrefix("ready "), !nodes.isEmpty else {
            throw BenchmarkFailure("\(path) is not ready: \(line)")
        }
        urls = nodes.map { $0[1] }
        var text = "nodes:\n"
        for node in nodes {
            text += """
                  \(node[0]):
                    endpoints: [{ url: "\(node[1])" }]
                    headers: { node: \(node[0]) }
                    timestamps: true
                    maxRequestLifetime: 1s

                """
        }
        try text.write(toFile: clusterFile, atomically: true, encoding: .utf8)
    }

    var pid: Int32 { process.processIdentifier }

    /// Processor time so far, and when the first request came since this was asked last.
    func usage() throws -> Figures {
        try ProgramRun("/usr/bin/env", ["curl", "-sf", urls[0] + "/_usage"])
            .succeeded("curl").figures()
    }

    func stop() {
        guard process.isRunning else { return }
        process.terminate()
        process.waitUntilExit()
    }
}
