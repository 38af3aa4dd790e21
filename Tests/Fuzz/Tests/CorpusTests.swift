import Foundation
import FuzzTargets
import Testing

/// Runs what fuzzing has found before, crashes of old included, through the same rules.
struct CorpusTests {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Corpus")

    private static func files(_ target: String) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(
            at: folder.appending(path: target), includingPropertiesForKeys: nil
        ).sorted { $0.path < $1.path }
    }

    @Test(arguments: FuzzTarget.all.map(\.name))
    func theRulesHold(name: String) throws {
        let target = try #require(FuzzTarget.all.first { $0.name == name })
        let files = try Self.files(name)
        #expect(files.count >= 3)
        for file in files {
            let bytes = Array(try Data(contentsOf: file))
            #expect(throws: Never.self, "\(name)/\(file.lastPathComponent)") {
                try target.run(bytes)
            }
        }
    }

    /// Files and replies end too soon at any place.
    @Test(arguments: FuzzTarget.all.map(\.name))
    func theRulesHoldForWhatIsCutOff(name: String) throws {
        let target = try #require(FuzzTarget.all.first { $0.name == name })
        for file in try Self.files(name).prefix(40) {
            let bytes = Array(try Data(contentsOf: file))
            for length in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 12)) {
                #expect(throws: Never.self, "\(name)/\(file.lastPathComponent) cut at \(length)") {
                    try target.run(Array(bytes.prefix(length)))
                }
            }
        }
    }
}
