import ArgumentParser
import Foundation
import PowerLossImages

/// Shows that a loss of power at any moment loses nothing that was acknowledged.
@main
struct PowerLoss: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "power-loss",
        abstract: "Record the journal at work, lose the power, recover, and look.",
        subcommands: [RunRounds.self, CheckImages.self, Workload.self],
        defaultSubcommand: RunRounds.self)
}

/// The whole proof.
struct RunRounds: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Record, and recover from images of each recording.")

    /// New recordings bring other orders of events; more images of one bring other pieces.
    private static let imagesPerRound = 1_700
    private static let violationsShown = 12

    @Option(help: "How many images at least.") var images = 5_000
    @Option(help: "What decides workload and images; any if not given.") var seed: UInt64?
    @Option(help: "Go on for so many minutes.") var minutes: Double?
    @Option(help: "Sagas of each of a recording's three sessions.") var sagas = 40
    @Option(help: "How many images at a time.") var workers = ProcessInfo.processInfo
        .activeProcessorCount
    @Option(name: .shortAndLong, help: "Write what was found to this file, as JSON.")
    var output: String?
    @Option(help: "The library to preload; the one beside this program if not given.")
    var shim: String?
    @Option(help: "Work in this folder, and leave everything there.") var folder: String?

    func run() throws {
        let start = ContinuousClock.now
        let place = try makeFolder()
        var report = Report(seed: seed ?? .random(in: 1...1_000_000_000))
        print("power-loss: seed \(report.seed)")
        var goesOn = true
        while goesOn {
            try addRound(to: &report, in: place)
            let passed = start.duration(to: .now) / .seconds(1)
            report.seconds = passed
            goesOn = report.images < images || passed < (minutes ?? 0) * 60
        }
        print(report.table, terminator: "")
        if let output { try report.write(to: output) }
        guard report.violations.isEmpty else {
            for violation in report.violations.prefix(Self.violationsShown) {
                print("VIOLATION \(violation.what)\n  replay: \(violation.replay)")
            }
            print("recordings are kept in \(place)")
            throw ExitCode.failure
        }
        if folder == nil { try FileManager.default.removeItem(atPath: place) }
    }

    private func addRound(to report: inout Report, in place: String) throws {
        let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        let beside = program.deletingLastPathComponent().path + "/libDiskShim.so"
        let number = report.recordings
        let round = Round(
            number: number, seed: report.seed &+ UInt64(number), folder: "\(place)/\(number)",
            shim: shim ?? beside, program: program.path, sagas: sagas, workers: workers)
        guard FileManager.default.fileExists(atPath: round.shim) else {
            throw ValidationError("there is no \(round.shim); build the product DiskShim")
        }
        let failure = try round.record()
        let recording = try DiskRecording(contentsOf: round.recording)
        let syncs = try SyncCheck(recording)
        let tally = try round.check(recording, images: min(images, Self.imagesPerRound))
        report.recordings += 1
        report.images += tally.images
        report.distinctImages += tally.contents.count
        report.creationImages += tally.creation
        report.syncs = report.syncs + syncs.counts
        report.violations += tally.violations
        report.violations += (syncs.violations + [failure].compactMap(\.self)).map {
            Violation(
                what: $0, replay: "\(program.path) run --seed \(round.seed) --images 1")
        }
        if report.violations.isEmpty, folder == nil {
            try FileManager.default.removeItem(atPath: round.folder)
        }
    }

    /// In memory, where there is a file system for that: 5,000 images are a lot to write.
    private func makeFolder() throws -> String {
        if let folder { return folder }
        let memory = "/dev/shm"
        let isThere = FileManager.default.isWritableFile(atPath: memory)
        let parent = isThere ? memory : FileManager.default.temporaryDirectory.path
        let path = "\(parent)/power-loss-\(getpid())"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
        return path
    }
}
