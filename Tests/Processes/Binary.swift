import Foundation

/// A program that the tests run as a process of its own.
package enum Binary: String, Sendable {
    case sagactl
    case groupcluster

    /// Where it is: in the folder that `SAGA_BINARIES` names, else beside the test bundle.
    package var path: String {
        get throws {
            let path = folder + "/" + rawValue
            guard FileManager.default.isExecutableFile(atPath: path) else {
                throw BinaryMissing(path: path)
            }
            return path
        }
    }

    private var folder: String {
        let environment = ProcessInfo.processInfo.environment
        if let folder = environment["SAGA_BINARIES"], !folder.isEmpty {
            return folder.hasPrefix("/")
                ? folder : FileManager.default.currentDirectoryPath + "/" + folder
        }
        // The bundle is an argument of the runner on some platforms, and the runner on others.
        let candidates =
            CommandLine.arguments.filter { $0.contains(".xctest") } + [
                "/proc/self/exe"
            ]
        let folders = candidates.map { path in
            URL(filePath: path).resolvingSymlinksInPath().deletingLastPathComponent().path
        }
        return folders.first {
            FileManager.default.isExecutableFile(atPath: $0 + "/" + rawValue)
        } ?? folders[0]
    }
}

/// A program has not been built.
package struct BinaryMissing: Error, CustomStringConvertible {
    let path: String

    package var description: String {
        "there is no program \(path); build it, or name its folder in SAGA_BINARIES"
    }
}
