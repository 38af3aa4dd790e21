internal import Foundation

/// A copy of the tree with all bugs in it, each asleep.
package struct PlantedTree {
    /// What is needed to build the harnesses.
    private static let parts = ["Package.swift", "Package.resolved", "Sources", "Tests"]
    /// What the manifest names besides, and nothing here needs: its folders only have to be there.
    private static let otherParts = ["Benchmarks", "Examples"]
    /// A bug makes warnings, such as of values that are never used.
    private static let strictness = ".treatAllWarnings(as: .error),"

    private let root: String
    private let copy: String

    /// - Parameters:
    ///   - root: the tree.
    ///   - copy: where its copy is, or will be.
    package init(root: String, copy: String) {
        self.root = root
        self.copy = copy
    }

    /// Brings the copy up to date; files that are as they should be keep their times, so that
    /// little is built again.
    ///
    /// - Parameter bugs: all that apply.
    package func update(with bugs: [PlantedBug]) throws {
        let planted = Dictionary(grouping: bugs, by: \.file)
        var files = try paths()
        for file in files {
            var contents = try Data(contentsOf: URL(filePath: "\(root)/\(file)"))
            if file == "Package.swift" {
                let text = String(decoding: contents, as: UTF8.self)
                contents = Data(text.replacing(Self.strictness, with: "").utf8)
            } else if let bugs = planted[file] {
                let text = String(decoding: contents, as: UTF8.self)
                contents = Data(Replacement(of: bugs, in: text).text.utf8)
            }
            try put(contents, file)
        }
        for target in Set(bugs.map(\.target)).sorted() {
            try put(Data(Self.switchboard.utf8), "\(target)/PlantedBug.swift")
            files.insert("\(target)/PlantedBug.swift")
        }
        try removeOthers(than: files)
    }

    private func paths() throws -> Set<String> {
        var files: Set<String> = []
        for part in Self.parts + Self.otherParts {
            var isFolder: ObjCBool = false
            let path = "\(root)/\(part)"
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
                continue
            }
            guard isFolder.boolValue else {
                files.insert(part)
                continue
            }
            // A scratch package may have a link for a folder.
            let real = URL(filePath: path).resolvingSymlinksInPath().path
            for inner in try FileManager.default.subpathsOfDirectory(atPath: real) {
                let full = "\(real)/\(inner)"
                if FileManager.default.fileExists(atPath: full, isDirectory: &isFolder),
                    !isFolder.boolValue
                {
                    files.insert("\(part)/\(inner)")
                }
            }
        }
        return files
    }

    private func put(_ contents: Data, _ file: String) throws {
        let url = URL(filePath: "\(copy)/\(file)")
        if let there = try? Data(contentsOf: url), there == contents { return }
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try contents.write(to: url)
    }

    private func removeOthers(than files: Set<String>) throws {
        for part in Self.parts + Self.otherParts {
            let there = FileManager.default.subpaths(atPath: "\(copy)/\(part)") ?? []
            for inner in there where !files.contains("\(part)/\(inner)") {
                let path = "\(copy)/\(part)/\(inner)"
                var isFolder: ObjCBool = false
                if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
                    !isFolder.boolValue
                {
                    try FileManager.default.removeItem(atPath: path)
                }
            }
        }
    }

    /// What each target with bugs asks which one is on.
    private static let switchboard = """
        internal import Foundation

        enum PlantedBug {
            private static let number =
                ProcessInfo.processInfo.environment["SAGA_PLANTED_BUG"].flatMap { UInt32($0) }

            static func isOn(_ number: UInt32) -> Bool { number == Self.number }
        }
        """
}
