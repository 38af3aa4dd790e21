/// What can be found on a disk if the power is lost while a program runs.
///
/// ```swift
/// let images = PowerLossImages(of: try DiskRecording(contentsOf: path), base: before)
/// try images.image(at: point, style: .scattered, seed: 7).write(to: directory)
/// ```
///
/// A point is a number of events of the recording: 0 is before the first.
/// ``DiskRecording/tellingPoints`` names those that are worth most, and ``DiskRecording/marks``
/// tells what had been acknowledged by when.
package struct PowerLossImages: Sendable {
    /// What the images are made of.
    package let recording: DiskRecording
    private let base: DiskContents

    /// Takes a recording.
    ///
    /// - Parameter base: what the directory held, durably, when the recording began.
    package init(of recording: DiskRecording, base: DiskContents = DiskContents()) {
        self.recording = recording
        self.base = base
    }

    /// One image; equal arguments give equal images.
    ///
    /// Plays the recording up to the point: for many images, ``forEach(_:_:)`` is faster.
    package func image(
        at point: Int, style: LossStyle, seed: UInt64
    ) throws(DiskRecordingBroken) -> DiskContents {
        var disk = Disk(base)
        for event in recording.events.prefix(point) { try disk.apply(event) }
        return disk.contents(after: style, seed: seed)
    }

    /// Plays the recording once, and hands over the disk at each of the points.
    ///
    /// - Parameter points: in rising order; a point may be there several times.
    package func forEach(
        _ points: some Sequence<Int>, _ body: (Disk) throws -> Void
    ) throws {
        var disk = Disk(base)
        for point in points {
            while disk.point < point, disk.point < recording.events.count {
                try disk.apply(recording.events[disk.point])
            }
            try body(disk)
        }
    }
}
