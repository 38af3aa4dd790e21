extension DiskFile {
    /// What can be found after the power was lost.
    ///
    /// Every piece stands as it was after some number of its changes, independently of all others;
    /// the length is what it was at some moment, since file systems journal it.
    ///
    /// - Parameter moment: for styles that go by one, the event that it lies before.
    func bytes(
        after style: LossStyle, moment: Int, using numbers: inout SeededNumbers
    ) -> [UInt8] {
        guard !pending.isEmpty, style != .dropped else { return durable }
        let kept = keptChanges(style, moment, &numbers)
        let lengthMoment = lengthMoment(style, moment, &numbers)
        var bytes = durable
        var length = durable.count
        for (index, change) in pending.enumerated() {
            let isLengthKept = index < lengthMoment
            switch change.what {
            case .bytes(let offset, let part):
                if isLengthKept { length = max(length, offset + part.count) }
                if kept[index] { change.apply(to: &bytes) }
            case .length(let new):
                guard isLengthKept else { continue }
                length = new
                change.apply(to: &bytes)
            }
        }
        Change(event: 0, what: .length(length)).apply(to: &bytes)
        return bytes
    }

    /// Which changes are left: of each piece the first few, for a piece holds all or none of what
    /// was in memory at a time.
    private func keptChanges(
        _ style: LossStyle, _ moment: Int, _ numbers: inout SeededNumbers
    ) -> [Bool] {
        var ofPiece: [Int?: [Int]] = [:]
        var pieces: [Int?] = []
        for (index, change) in pending.enumerated() {
            if ofPiece[change.piece] == nil { pieces.append(change.piece) }
            ofPiece[change.piece, default: []].append(index)
        }
        let share = [0.1, 0.5, 0.9][Int.random(in: 0..<3, using: &numbers)]
        let hole = pieces[Int.random(in: pieces.indices, using: &numbers)]
        var kept = Array(repeating: false, count: pending.count)
        for piece in pieces {
            let changes = ofPiece[piece] ?? []
            let count: Int
            switch style {
            case .dropped: count = 0
            case .kept: count = changes.count
            case .orderly: count = changes.count { pending[$0].event < moment }
            case .scattered:
                let isWhole = Double.random(in: 0..<1, using: &numbers) < share
                count = isWhole ? changes.count : Int.random(in: 0..<changes.count, using: &numbers)
            case .reversed:
                count = changes.contains { pending[$0].event >= moment } ? changes.count : 0
            case .holed:
                let isHole = piece == hole || Double.random(in: 0..<1, using: &numbers) < 0.02
                count = isHole ? 0 : changes.count
            }
            for index in changes.prefix(count) { kept[index] = true }
        }
        return kept
    }

    private func lengthMoment(
        _ style: LossStyle, _ moment: Int, _ numbers: inout SeededNumbers
    ) -> Int {
        switch style {
        case .dropped: 0
        case .kept, .holed, .reversed: pending.count
        case .orderly: pending.count { $0.event < moment }
        case .scattered:
            [0, pending.count, pending.count, Int.random(in: 0...pending.count, using: &numbers)][
                Int.random(in: 0..<4, using: &numbers)]
        }
    }
}
