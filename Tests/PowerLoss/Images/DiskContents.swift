internal import Foundation

/// The files and directories below one directory.
package struct DiskContents: Sendable, Equatable {
    /// The bytes of each file by its path.
    package var files: [String: [UInt8]] = [:]
    /// The paths of the directories; the one that all are in is not among them.
    package var directories: Set<String> = []

    /// Nothing at all.
    package init() {}

    /// Reads what is there now.
    package init(of directory: String) throws {
        let manager = FileManager.default
        for path in try manager.subpathsOfDirectory(atPath: directory) {
            var isDirectory = ObjCBool(false)
            guard manager.fileExists(atPath: directory + "/" + path, isDirectory: &isDirectory)
            else { continue }
            if isDirectory.boolValue {
                directories.insert(path)
            } else if let bytes = manager.contents(atPath: directory + "/" + path) {
                files[path] = [UInt8](bytes)
            }
        }
    }

    /// Makes a directory hold this and nothing else; all is private, as a journal's has to be.
    package func write(to directory: String) throws {
        let manager = FileManager.default
        try? manager.removeItem(atPath: directory)
        let isPrivate: [FileAttributeKey: any Sendable] = [.posixPermissions: 0o700]
        try manager.createDirectory(
            atPath: directory, withIntermediateDirectories: true, attributes: isPrivate)
        for path in directories.sorted() {
            try manager.createDirectory(
                atPath: directory + "/" + path, withIntermediateDirectories: false,
                attributes: isPrivate)
        }
        for (path, bytes) in files {
            try Self.write(bytes, to: directory + "/" + path)
        }
    }

    /// Not Foundation's: that would write to another file and rename it, and take ten times longer.
    private static func write(_ bytes: [UInt8], to path: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw DiskImageNotWritten(path: path, error: errno) }
        defer { close(file) }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Foundation.write(
                    file, buffer.baseAddress.map { $0 + written }, bytes.count - written)
            }
            guard count > 0 else { throw DiskImageNotWritten(path: path, error: errno) }
            written += count
        }
    }
}

/// An image could not be written to a directory.
package struct DiskImageNotWritten: Error, CustomStringConvertible {
    let path: String
    let error: Int32

    package var description: String {
        "\(path) cannot be written: \(String(cString: strerror(error)))"
    }
}
