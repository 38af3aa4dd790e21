internal import Crypto
internal import Foundation
package import Steps

/// A lane as bytes: what the sagas that wait in it stand under, in the order of lanes.
///
/// | bytes | what |
/// |---|---|
/// | 1 | priority |
/// | n | the job in Unicode's form C, with `00 FF` for each zero byte |
/// | 2 | `00 00` |
///
/// No lane's bytes begin another's, so a scan from them finds the sagas of that lane alone. A job
/// that does not fit is cut, and `00 01` and a hash of the whole end it: its text is stored beside
/// it, and jobs that differ only behind the cut are in no particular order.
///
/// Form C, because Swift takes texts for equal, and orders them, by it: lanes that are equal are
/// one lane here too.
package struct LaneKey: Hashable, Sendable {
    /// At most 495 bytes: with a saga's id, what LMDB takes as a key.
    package let bytes: [UInt8]
    /// The job where ``bytes`` do not hold all of it; else empty.
    package let longJob: [UInt8]

    /// The most bytes that a job may take, escaped.
    private static let longest = 460

    /// The place of a lane.
    package init(_ lane: Lane) {
        precondition(
            Lane.priorities.contains(lane.priority), "there is no priority \(lane.priority)")
        let isASCII = lane.job.utf8.allSatisfy { $0 < 0x80 }
        let job = Array((isASCII ? lane.job : lane.job.precomposedStringWithCanonicalMapping).utf8)
        var bytes = [UInt8(lane.priority)]
        for byte in job {
            bytes.append(byte)
            if byte == 0 { bytes.append(0xFF) }
        }
        if bytes.count - 1 <= Self.longest {
            self.bytes = bytes + [0, 0]
            longJob = []
        } else {
            bytes.removeLast(bytes.count - 1 - Self.longest)
            // Not between a zero and what escapes it.
            if bytes.last == 0 { bytes.removeLast() }
            self.bytes = bytes + [0, 1] + SHA256.hash(data: job)
            longJob = job
        }
    }

    /// The lane that stored bytes name; `nil` if they are none.
    static func lane(_ bytes: some Collection<UInt8>, longJob: [UInt8]) -> Lane? {
        guard let priority = bytes.first.map(Int.init),
            Lane.priorities.contains(priority)
        else { return nil }
        var job = longJob
        if job.isEmpty {
            var wasZero = false
            for byte in bytes.dropFirst().dropLast(2) {
                if !(wasZero && byte == 0xFF) { job.append(byte) }
                wasZero = byte == 0
            }
        }
        guard let text = String(validating: job, as: UTF8.self) else { return nil }
        let lane = Lane(priority: priority, job: text)
        return LaneKey(lane).bytes.elementsEqual(bytes) ? lane : nil
    }
}

extension LaneKey: Comparable {
    /// Orders places as lanes are ordered.
    package static func < (left: LaneKey, right: LaneKey) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}
