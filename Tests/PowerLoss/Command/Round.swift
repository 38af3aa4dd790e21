import Foundation
import PowerLossImages

/// One recording of the workload, and the images that are made of it.
struct Round {
    /// The journal's place below the recorded folder: the product makes all of it.
    static let journal = "deep/down/journal"
    /// The sessions of a recording: the first and the last are closed, the others just end.
    private static let sessions = 3

    /// After so many workers that died of an image, the others would say nothing new.
    private static let deathsLookedAt = 10

    let number: Int
    let seed: UInt64
    let folder: String
    let shim: String
    let program: String
    let sagas: Int
    let workers: Int

    var recording: String { folder + "/recording" }

    /// Runs the workload under the shim.
    ///
    /// - Returns: how it failed, if it did; what was recorded until then is worth a look all the
    ///   same.
    func record() throws -> String? {
        try FileManager.default.createDirectory(
            atPath: folder + "/disk", withIntermediateDirectories: true)
        for session in 0..<Self.sessions {
            var arguments = [
                "workload", "--journal", folder + "/disk/" + Self.journal, "--seed", "\(seed)",
                "--session", "\(session)", "--sagas", "\(sagas)",
            ]
            if session != 1 { arguments.append("--closes") }
            let child = try Child(
                program, arguments,
                environment: [
                    "LD_PRELOAD": shim, "DISK_SHIM_ROOT": folder + "/disk",
                    "DISK_SHIM_RECORDING": recording,
                ], output: folder + "/marks")
            if let failure = child.failure() { return "the workload \(failure)" }
        }
        try FileManager.default.removeItem(atPath: folder + "/disk")
        return nil
    }

    struct Failed: Error, CustomStringConvertible {
        let what: String
        var description: String { what }
    }

    /// Where the making of the journal is over, and the first commit begins; looked at closely in
    /// the first round, since it is much the same in all.
    private func creation(_ recording: DiskRecording) -> Int {
        number == 0 ? recording.marks.first?.point ?? 0 : 0
    }

    /// Recovers from so many images, and from those of the journal in the making, several at a time.
    func check(_ recording: DiskRecording, images: Int) throws -> Tally {
        let creation = creation(recording)
        let images = images + creation * LossStyle.allCases.count
        var plan = ["--images", "\(images)", "--creation", "\(creation)", "--seed", "\(seed)"]
        plan += ["--recording", self.recording]
        var tally = Tally(replay: ([program, "check"] + plan).joined(separator: " "))
        var from = Array(0..<workers)
        // A worker that dies is followed by one that goes on behind the image that it died of.
        while from.contains(where: { $0 >= 0 }) {
            var children: [(worker: Int, output: String, child: Child)] = []
            for (worker, first) in from.enumerated() where first >= 0 {
                let output = "\(folder)/images-\(worker)-\(first).txt"
                let own = ["--from", "\(first)", "--workers", "\(workers)"]
                let place = ["--folder", "\(folder)/image-\(worker)"]
                let child = try Child(program, ["check"] + plan + own + place, output: output)
                children.append((worker, output, child))
            }
            for (worker, output, child) in children {
                let failure = child.failure()
                let text = try String(contentsOfFile: output, encoding: .utf8)
                let last = tally.add(text, failure: failure)
                from[worker] = failure == nil ? -1 : last + workers
                if last < 0 { throw Failed(what: "a worker \(failure ?? "did nothing")") }
                let isEnough = tally.deaths >= Self.deathsLookedAt
                if from[worker] >= images || isEnough { from[worker] = -1 }
            }
        }
        tally.creation = creation * LossStyle.allCases.count
        return tally
    }
}
