import Foundation
import PowerLossImages
import TestProcesses

/// Records what a program does to its disk, and takes away what was not synced when it dies.
struct LostPower {
    private let directory: String
    private let recording: String
    private let before: DiskContents
    private let seed: UInt64

    /// - Parameters:
    ///   - directory: what it holds now counts as synced.
    ///   - recording: a file beside it.
    init(directory: String, recording: String, id: RunID, seed: UInt64) throws {
        self.directory = directory
        self.recording = recording
        before = try DiskContents(of: directory)
        self.seed = "\(id)".utf8.reduce(seed &+ 0xcbf2_9ce4_8422_2325) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01b3
        }
    }

    /// What the program is started with.
    var environment: [String: String] {
        get throws {
            let library = try Binary.sagactl.path.split(separator: "/").dropLast()
            return [
                "LD_PRELOAD": "/" + library.joined(separator: "/") + "/libDiskShim.so",
                "DISK_SHIM_ROOT": directory, "DISK_SHIM_RECORDING": recording,
            ]
        }
    }

    /// Puts something onto the disk that can be found there after the power went.
    func strike() throws {
        let images = PowerLossImages(of: try DiskRecording(contentsOf: recording), base: before)
        var numbers = SeededNumbers(seed: seed)
        let style = LossStyle.random(using: &numbers)
        let image = try images.image(
            at: images.recording.events.count, style: style, seed: numbers.next())
        try FileManager.default.removeItem(atPath: directory)
        try image.write(to: directory)
    }
}
