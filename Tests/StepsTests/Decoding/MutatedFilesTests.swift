import Testing

@testable import Steps

/// Whatever stands in a file, it is accepted or refused with a message; nothing crashes or hangs.
struct MutatedFilesTests {
    /// Pieces that mean something somewhere.
    private static let pieces = [
        "${", "}", "[", "]", "{", ":", "- ", "\n", "\t", "'", "\"", "#", "&a ", "*a", "<<: ",
        "!!str ",
        "? ", "---\n", "|\n", ">-\n", "%", "null", "no", "012", "0", "-1", "1e999",
        "99999999999999999999",
        "d", "steps.read.output.etag", "input.id", "item", " in ", "<=", "not ", "(", ")", "none",
        "needs", "forEach", "saga", "exec", "\u{FEFF}", "\u{301}", "\u{202E}", "\u{85}", "🧨", "\r",
    ].map { Array($0.utf8) }

    private static func mutated(_ text: [UInt8], _ random: inout SplitMix) -> [UInt8] {
        var text = text
        for _ in 0..<Int.random(in: 1...6, using: &random) where !text.isEmpty {
            let start = Int.random(in: 0..<text.count, using: &random)
            let end = min(text.count, start + Int.random(in: 0...12, using: &random))
            switch Int.random(in: 0..<6, using: &random) {
            case 0: text[start] = UInt8.random(in: 0...255, using: &random)
            case 1: text.removeSubrange(start..<end)
            case 2: text.insert(contentsOf: text[start..<end], at: start)
            case 3: text.removeSubrange(start...)
            case 4:
                let other = Int.random(in: 0..<text.count, using: &random)
                text.swapAt(start, other)
            default:
                let piece = pieces[Int.random(in: 0..<pieces.count, using: &random)]
                text.replaceSubrange(start..<end, with: piece)
            }
        }
        return text
    }

    @Test(arguments: 0..<20)
    func isAcceptedOrRefused(seed: UInt64) throws {
        let sources =
            try [LanguageTests.text, WorkflowDecoderTests.lines.joined(separator: "\n")]
            + WorkflowFilesTests.names.map {
                try WorkflowFilesTests.content("workflows/\($0).yaml")
            }
        var random = SplitMix(seed: seed)
        for round in 0..<150 {
            let source = Array(sources[round % sources.count].utf8)
            let text = String(decoding: Self.mutated(source, &random), as: UTF8.self)
            do throws(DefinitionError) {
                let workflow = try WorkflowDecoder.decode(text, file: "w.yaml")
                let stored = try? workflow.canonicalJSON()
                let restored = stored.flatMap { try? WorkflowDefinition(canonicalJSON: $0) }
                #expect(restored == workflow)
            } catch {
                #expect(!error.problems.isEmpty && error.problems.count <= ProblemList.maximum)
                for problem in error.problems {
                    #expect(problem.description.unicodeScalars.allSatisfy { $0.value >= 0x20 })
                }
            }
        }
    }
}
