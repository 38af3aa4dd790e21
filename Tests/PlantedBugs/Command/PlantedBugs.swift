internal import ArgumentParser
internal import Foundation
internal import PlantedBugs

/// Plants bugs into a copy of the tree, one at a time, and looks whether the harnesses notice them.
@main
struct PlantedBugsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "planted-bugs",
        abstract: "Shows that the harnesses notice bugs, which they do in a copy of the tree.")

    @Argument(help: "Only these bugs.") var names: [String] = []
    @Option(help: "Only so many, spread over the table.") var some: Int?
    @Option(help: "Sagas of a simulation.") var sagas = 30
    @Option(help: "Seeds that are tried at most before a bug counts as missed.") var seeds = 1_200
    @Option(help: "Seconds that a bug is looked for at most.") var seconds = 300
    @Option(help: "How many harnesses run at a time.") var workers = ProcessInfo.processInfo
        .activeProcessorCount
    @Option(help: "Where the tree is copied to and built.") var folder = ".build-planted"
    @Option(name: .shortAndLong, help: "Write what came of each bug to this file, as JSON.")
    var output: String?
    @Flag(help: "Copy and build only.") var buildOnly = false

    func run() throws {
        let root = FileManager.default.currentDirectoryPath
        let folder = URL(filePath: folder).path
        let table = try BugTable(folder: "\(root)/Tests/PlantedBugs/Bugs")
        let chosen = try table.chosen(names, some: some)
        let mistakes = table.mistakes(in: root)
        let start = ContinuousClock.now
        try PlantedTree(root: root, copy: "\(folder)/tree").update(
            with: table.bugs.filter { mistakes[$0.name] == nil })
        let build = try Build(folder: folder)
        try build.make(Set(chosen.map(\.harness)))
        let buildSeconds = start.duration(to: .now) / .seconds(1)
        say("built with \(table.bugs.count) bugs in \(Int(buildSeconds)) s")
        if buildOnly { return }
        let bound = Bound(sagas: sagas, seeds: seeds, seconds: seconds)
        let hunt = Hunt(build: build, bound: bound, workers: max(1, workers))
        let report = hunt.report(on: chosen, mistakes: mistakes, buildSeconds: buildSeconds)
        say(report.table)
        if let output { try report.write(to: output) }
        if !report.isGood { throw ExitCode.failure }
    }
}
