internal import ArgumentParser
internal import Foundation

/// Records the journal at work, and recovers from what losses of power leave of it.
struct TryPowerLoss: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "powerLoss")

    @OptionGroup var seeds: Seeds
    @Option(help: "The program that does it.") var program: String
    @Option(help: "How many images of each recording.") var images = 400
    @Option(help: "Sagas of each recording's three sessions.") var sagas = 30

    func run() throws {
        // A recording and its images take many times what a simulation takes.
        var seeds = seeds
        seeds.seeds = min(seeds.seeds, 3)
        try seeds.forEach { seed in
            let folder = URL(filePath: "/dev/shm/planted-\(getpid())-\(seed)")
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let process = Process()
            let output = Pipe()
            process.executableURL = URL(filePath: program)
            process.arguments = [
                "run", "--seed", "\(seed)", "--images", "\(images)", "--sagas", "\(sagas)",
                "--folder", folder.path, "--workers", "1",
            ]
            process.standardOutput = output
            try process.run()
            let text = String(
                decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            let mark = "VIOLATION "
            let violations = text.split(separator: "\n").filter { $0.hasPrefix(mark) }
                .map { "P1: \($0.dropFirst(mark.count))" }
            guard process.terminationStatus != 0, violations.isEmpty else { return violations }
            return ["P1: the workload ended by itself: \(text.suffix(300))"]
        }
    }
}
