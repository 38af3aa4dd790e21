internal import ArgumentParser
internal import Foundation
internal import Steps

/// Which nodes are meant.
struct ClusterOptions: ParsableArguments {
    @Option(
        name: .customLong("cluster"),
        help: ArgumentHelp(
            "The cluster file; else SAGA_CLUSTER, else cluster.yaml here.", valueName: "file"))
    var path: String?

    func load() throws -> ClusterDefinition {
        let environment = ProcessInfo.processInfo.environment["SAGA_CLUSTER"]
        let file = path ?? environment.flatMap { $0.isEmpty ? nil : $0 } ?? "cluster.yaml"
        return try ClusterDecoder.decode(
            TextFile.read(file, what: "cluster file", hint: "name it with --cluster FILE"),
            file: file)
    }
}

/// Small text files that people write.
enum TextFile {
    private static let limit = 1 << 20

    static func read(_ path: String, what: String, hint: String) throws -> String {
        let shown = Terminal.safe(path)
        var status = stat()
        guard stat(path, &status) == 0 else {
            let reason = String(cString: strerror(errno))
            throw Failure(
                message: "the \(what) '\(shown)' cannot be read: \(reason); \(hint)", status: .usage
            )
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw Failure(message: "the \(what) '\(shown)' is no regular file", status: .usage)
        }
        guard status.st_size <= limit else {
            throw Failure(message: "the \(what) '\(shown)' is larger than 1 MiB", status: .usage)
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure(message: "the \(what) '\(shown)' cannot be read", status: .usage)
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw Failure(message: "the \(what) '\(shown)' is not UTF-8 text", status: .usage)
        }
        return text
    }
}
