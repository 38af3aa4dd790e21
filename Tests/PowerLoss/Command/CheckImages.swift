import ArgumentParser
import Foundation
import PowerLossImages

/// A worker: makes images and recovers from them.
///
/// Opening a damaged file can end the process, so each image is announced before.
struct CheckImages: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Make images of a recording, and recover from each; replays what failed.")

    /// One image in so many is verified and opened once more: it takes half of the time.
    private static let thoroughShare: UInt64 = 4

    @Option(help: "The recording.") var recording: String
    @Option(help: "The journal's folder below the recorded one.") var journal = Round.journal
    @Option(help: "How many images the plan has.") var images: Int
    @Option(help: "How many events at the start make the journal.") var creation = 0
    @Option(help: "The plan's seed.") var seed: UInt64
    @Option(help: "Only this image of the plan; it is left in the folder.") var image: Int?
    @Option(help: "The first image.") var from = 0
    @Option(help: "How many workers share the plan.") var workers = 1
    @Option(help: "The folder that images are made in.") var folder: String

    func run() throws {
        let recording = try DiskRecording(contentsOf: recording)
        let plan = ImagePlan(recording, count: images, creation: creation, seed: seed)
        let mine =
            image.map { [$0] } ?? Array(stride(from: from, to: plan.images.count, by: workers))
        guard mine.allSatisfy(plan.images.indices.contains) else {
            throw ValidationError("the plan has \(plan.images.count) images")
        }
        var promised = Promised(recording)
        var rest = mine[...]
        try PowerLossImages(of: recording).forEach(mine.map { plan.images[$0].point }) { disk in
            let number = rest.removeFirst()
            let image = plan.images[number]
            promised.advance(to: image.point)
            try check(image, number: number, disk: disk, promised: promised)
        }
        if image == nil { try? FileManager.default.removeItem(atPath: folder) }
    }

    private func check(
        _ image: ImagePlan.Image, number: Int, disk: Disk, promised: Promised
    ) throws {
        let contents = disk.contents(after: image.style, seed: image.seed)
        WorkerLine.begins(
            image: number, contents: contents.fingerprint, point: image.point,
            style: image.style.rawValue
        ).say()
        try contents.write(to: folder)
        let wrong = ImageCheck.violations(
            journal: folder + "/" + journal, promised: promised,
            isThorough: image.seed % Self.thoroughShare == 0)
        for what in wrong { WorkerLine.isWrong(what).say() }
        if wrong.isEmpty { WorkerLine.isRight.say() }
    }
}

extension DiskContents {
    /// What tells images apart that one worker makes.
    fileprivate var fingerprint: Int {
        var hasher = Hasher()
        for (path, bytes) in files.sorted(by: { $0.key < $1.key }) {
            hasher.combine(path)
            bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
        }
        hasher.combine(directories.sorted())
        return hasher.finalize()
    }
}
