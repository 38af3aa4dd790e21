import SagaTesting
import Steps

/// What can happen to a file behind a journal's back.
enum Damage: CaseIterable {
    case flippedBit
    case flippedHead
    case zeroedPage
    case randomPage
    case swappedPages
    case stalePage
    case torn
    case truncated

    /// Damages a journal's file in a place that the generator gives.
    func applied(
        to sound: SoundJournal, _ generator: inout SeededGenerator
    ) -> [UInt8] {
        let size = SoundJournal.pageSize
        var data = sound.data
        let count = data.count / size
        func place() -> Int { Int.random(in: 0..<count, using: &generator) * size }
        let page = place()
        switch self {
        case .flippedBit:
            let index = Int.random(in: 0..<data.count, using: &generator)
            data[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case .flippedHead:
            // Where pages hold what they are and where their nodes stand.
            let index = page + Int.random(in: 0..<160, using: &generator)
            data[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case .zeroedPage:
            data.replaceSubrange(page..<page + size, with: Array(repeating: 0, count: size))
        case .randomPage:
            for index in page..<page + size {
                data[index] = .random(in: 0...255, using: &generator)
            }
        case .swappedPages:
            let other = place()
            let bytes = Array(data[page..<page + size])
            data.replaceSubrange(page..<page + size, with: data[other..<other + size])
            data.replaceSubrange(other..<other + size, with: bytes)
        case .stalePage, .torn:
            // The pages from which everything starts would take the whole journal back.
            let page = max(page, 2 * size)
            let older = sound.older.filter { $0.count >= page + size }
            guard let version = older.randomElement(using: &generator) else { break }
            let start = self == .torn ? page + 512 * Int.random(in: 1..<8, using: &generator) : page
            data.replaceSubrange(start..<page + size, with: version[start..<page + size])
        case .truncated:
            data.removeLast(Int.random(in: 1...data.count, using: &generator))
        }
        return data
    }
}
