internal import ArgumentParser
internal import Foundation

/// How results are printed.
struct OutputOptions: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, jsonl, ids
    }

    @Option(name: [.short, .customLong("output")], help: "Format of the results.")
    var output = Format.text

    @Flag(name: .customLong("no-color"), help: "No colours; NO_COLOR does the same.")
    var noColor = false

    @Flag(name: .shortAndLong, help: "Nothing but results and errors.")
    var quiet = false

    var palette: Palette {
        let forbidden = !(ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
        return Palette(
            isOn: !noColor && !forbidden && Terminal.outputIsTerminal && output == .text)
    }
}
