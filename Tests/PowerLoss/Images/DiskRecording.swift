internal import Foundation

/// What the preloaded library `DiskShim` wrote down, in order.
package struct DiskRecording: Sendable {
    /// All events; a *point* of a recording is a number of them that have happened.
    package let events: [DiskEvent]

    /// Reads a recording.
    ///
    /// - Throws: ``DiskRecordingBroken`` if it is none; a record that was cut at the end, where the
    ///   program was killed, is left out.
    package init(contentsOf path: String) throws {
        try self.init(bytes: [UInt8](Data(contentsOf: URL(filePath: path))))
    }

    init(bytes: [UInt8]) throws(DiskRecordingBroken) {
        var reader = DiskRecordReader(bytes: bytes)
        var events: [DiskEvent] = []
        while let event = try reader.next() { events.append(event) }
        self.events = events
    }

    /// The lines that the program wrote to its descriptor of marks, each with the point from which
    /// on somebody may have read it (the first point at which its promise has to hold).
    package var marks: [(point: Int, line: String)] {
        var marks: [(Int, String)] = []
        var rest: [UInt8] = []
        for (index, event) in events.enumerated() {
            guard case .marked(let bytes) = event else { continue }
            for byte in bytes {
                if byte == UInt8(ascii: "\n") {
                    marks.append((index + 1, String(decoding: rest, as: UTF8.self)))
                    rest = []
                } else {
                    rest.append(byte)
                }
            }
        }
        return marks
    }

    /// The points right before, inside and right after syncs and changes of names, where a loss of
    /// power is likeliest to show something.
    package var tellingPoints: [Int] {
        var points: Set<Int> = [events.count]
        for (index, event) in events.enumerated() {
            switch event {
            case .syncBegan, .syncEnded, .wrote(_, _, _, .some), .renamed, .unlinked, .linked,
                .madeDirectory:
                points.formUnion([index, index + 1])
            case .opened(_, _, let opening) where opening.contains(.created):
                points.insert(index + 1)
            default: break
            }
        }
        return points.sorted()
    }
}

/// A file is no recording.
package struct DiskRecordingBroken: Error, CustomStringConvertible {
    package let description: String
}
