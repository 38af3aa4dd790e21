import PowerLossImages

/// Which images are made of a recording, in the order of their points; it follows from the seed.
struct ImagePlan {
    struct Image: Equatable {
        var point: Int
        var style: LossStyle
        var seed: UInt64
    }

    let images: [Image]

    /// - Parameter creation: all points before this one get all styles: a journal is being made.
    init(_ recording: DiskRecording, count: Int, creation: Int, seed: UInt64) {
        var numbers = SeededNumbers(seed: seed)
        var images: [Image] = []
        for point in 0..<min(creation, recording.events.count) {
            for style in LossStyle.allCases {
                images.append(Image(point: point, style: style, seed: numbers.next()))
            }
        }
        let telling = recording.tellingPoints
        // Right after each acknowledgement nothing that it promised may be on its way.
        let acknowledged = recording.marks.map(\.point)
        while images.count < count {
            let point: Int
            var style = LossStyle.random(using: &numbers)
            switch Int.random(in: 0..<10, using: &numbers) {
            case 0...5: point = telling[Int.random(in: telling.indices, using: &numbers)]
            case 6...7 where !acknowledged.isEmpty:
                point = acknowledged[Int.random(in: acknowledged.indices, using: &numbers)]
                style = [.dropped, .reversed, style][Int.random(in: 0..<3, using: &numbers)]
            default: point = Int.random(in: 0...recording.events.count, using: &numbers)
            }
            images.append(Image(point: point, style: style, seed: numbers.next()))
        }
        self.images = images.enumerated()
            .sorted { ($0.element.point, $0.offset) < ($1.element.point, $1.offset) }
            .map(\.element)
    }
}
